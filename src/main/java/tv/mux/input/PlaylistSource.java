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

/** Loads an input's media playlist: the head itself, or the rendition taken from the master playlist the head is. */
final class PlaylistSource {
    private static final Logger LOG = LoggerFactory.getLogger(PlaylistSource.class);

    /** After so many failures the master playlist is asked again: its addresses may have expired. */
    private static final int FAILURES_BEFORE_HEAD = 4;

    private final FetchSession session;
    private final Url head;
    private final boolean transcodes;
    private Url audio;
    private Url media;
    private Url logged;
    private int failures;

    /**
     * Has loaded nothing yet.
     *
     * @param transcodes whether a rendition that players cannot show may be taken
     */
    PlaylistSource(FetchSession session, Url head, boolean transcodes) {
        this.session = session;
        this.head = head;
        this.transcodes = transcodes;
    }

    /** The playlist that the audio is in, once this one was loaded; null where it is in this one. */
    Url audio() {
        return audio;
    }

    /** The media playlist as it is now; fails with InputException only. */
    Future<InputPlaylist.Media> load() {
        Url asked = media == null || failures >= FAILURES_BEFORE_HEAD ? head : media;
        return load(asked)
                .compose(playlist -> playlist instanceof InputPlaylist.Master master
                        ? descend(asked, master)
                        : found(asked, playlist))
                .onSuccess(list -> failures = 0)
                .onFailure(e -> failures = asked.equals(head) ? 0 : failures + 1);
    }

    private Future<InputPlaylist> load(Url url) {
        return session.fetchPlaylist(url);
    }

    private Future<InputPlaylist.Media> descend(Url at, InputPlaylist.Master master) {
        InputPlaylist.Variant taken = VariantChoice.of(at, master, transcodes);
        audio = taken.audio();
        if (!taken.url().equals(logged)) {
            logged = taken.url();
            LOG.info(
                    "input {}: reading the rendition of {} lines, {} bit/s, codecs {}, of {} that it has: {}{}",
                    head,
                    taken.height() == 0 ? "unsaid" : taken.height(),
                    taken.bandwidth(),
                    taken.codecs().isEmpty() ? "unsaid" : Printable.text(String.join(",", taken.codecs())),
                    master.variants().size(),
                    taken.url(),
                    audio == null ? "" : ", with the audio of " + audio);
        }
        return load(taken.url()).compose(playlist -> found(taken.url(), playlist));
    }

    private Future<InputPlaylist.Media> found(Url url, InputPlaylist playlist) {
        if (playlist instanceof InputPlaylist.Media list) {
            media = url;
            return Future.succeededFuture(list);
        }
        return Future.failedFuture(
                new InputException(Cause.NOT_HLS, url + " is a master playlist within a master playlist"));
    }
}
