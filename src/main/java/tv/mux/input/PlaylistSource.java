package tv.mux.input;

import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.input.fetch.FetchSession;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.input.playlist.VariantChoice;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/** Loads an input's media playlist: the head itself, or the chosen variant if the head is a master playlist. */
final class PlaylistSource {
    private static final Logger LOG = LoggerFactory.getLogger(PlaylistSource.class);

    /** After this many failures the master playlist is loaded again, since its URLs may have expired. */
    private static final int MAX_MEDIA_FAILURES = 4;

    private final FetchSession session;
    private final Url head;
    private final boolean transcodes;
    private Url audio;
    private Url mediaUrl;
    private Url loggedVariant;
    private int failures;

    /**
     * Creates a source. Sends no request before {@link #load}.
     *
     * @param transcodes whether a variant that players do not support may be chosen
     */
    PlaylistSource(FetchSession session, Url head, boolean transcodes) {
        this.session = session;
        this.head = head;
        this.transcodes = transcodes;
    }

    /** Returns the URL of the audio playlist after {@link #load}; null if the media playlist contains the audio. */
    Url audio() {
        return audio;
    }

    /** Loads the current media playlist; fails with InputException only. */
    Future<InputPlaylist.Media> load() {
        Url requested = mediaUrl == null || failures >= MAX_MEDIA_FAILURES ? head : mediaUrl;
        return load(requested)
                .compose(playlist -> playlist instanceof InputPlaylist.Master master
                        ? loadVariant(requested, master)
                        : accept(requested, playlist))
                .onSuccess(list -> failures = 0)
                .onFailure(e -> failures = requested.equals(head) ? 0 : failures + 1);
    }

    private Future<InputPlaylist> load(Url url) {
        return session.fetchPlaylist(url);
    }

    private Future<InputPlaylist.Media> loadVariant(Url masterUrl, InputPlaylist.Master master) {
        InputPlaylist.Variant variant = VariantChoice.of(masterUrl, master, transcodes);
        audio = variant.audio();
        if (!variant.url().equals(loggedVariant)) {
            loggedVariant = variant.url();
            LOG.info(
                    "Input {}: reading the variant with height {}, {} bit/s, codecs {} (1 of {} variants): {}{}",
                    head,
                    variant.height() == 0 ? "unknown" : variant.height(),
                    variant.bandwidth(),
                    variant.codecs().isEmpty() ? "unknown" : Printable.text(String.join(",", variant.codecs())),
                    master.variants().size(),
                    variant.url(),
                    audio == null ? "" : ", with separate audio: " + audio);
        }
        return load(variant.url()).compose(playlist -> accept(variant.url(), playlist));
    }

    private Future<InputPlaylist.Media> accept(Url url, InputPlaylist playlist) {
        if (playlist instanceof InputPlaylist.Media list) {
            mediaUrl = url;
            return Future.succeededFuture(list);
        }
        return Future.failedFuture(
                new InputException(Cause.NOT_HLS, url + " is a master playlist, but a media playlist was expected"));
    }
}
