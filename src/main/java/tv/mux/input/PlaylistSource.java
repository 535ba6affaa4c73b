package tv.mux.input;

import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.mux.bus.RunState.Cause;

/** Loads an input's media playlist: the head itself, or the rendition taken from the master playlist the head is. */
final class PlaylistSource {
    private static final Logger LOG = LoggerFactory.getLogger(PlaylistSource.class);

    /** After so many failures the master playlist is asked again: its addresses may have expired. */
    private static final int FAILURES_BEFORE_HEAD = 4;

    private final Session session;
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
    PlaylistSource(Session session, Url head, boolean transcodes) {
        this.session = session;
        this.head = head;
        this.transcodes = transcodes;
    }

    /** The playlist that the audio is in, once this one was loaded; null where it is in this one. */
    Url audio() {
        return audio;
    }

    /** The media playlist as it is now; fails with InputException only. */
    Future<Playlist.Media> load() {
        Url asked = media == null || failures >= FAILURES_BEFORE_HEAD ? head : media;
        return load(asked)
                .compose(playlist ->
                        playlist instanceof Playlist.Master master ? descend(asked, master) : found(asked, playlist))
                .onSuccess(list -> failures = 0)
                .onFailure(e -> failures = asked.equals(head) ? 0 : failures + 1);
    }

    private Future<Playlist> load(Url url) {
        return session.playlist(url);
    }

    private Future<Playlist.Media> descend(Url at, Playlist.Master master) {
        Playlist.Rendition taken = RenditionChoice.of(at, master, transcodes);
        audio = taken.audio();
        if (!taken.url().equals(logged)) {
            logged = taken.url();
            LOG.info(
                    "input {}: reading the rendition of {} lines, {} bit/s, codecs {}, of {} that it has: {}{}",
                    head,
                    taken.height() == 0 ? "unsaid" : taken.height(),
                    taken.bandwidth(),
                    taken.codecs().isEmpty() ? "unsaid" : Printable.text(String.join(",", taken.codecs())),
                    master.renditions().size(),
                    taken.url(),
                    audio == null ? "" : ", with the audio of " + audio);
        }
        return load(taken.url()).compose(playlist -> found(taken.url(), playlist));
    }

    private Future<Playlist.Media> found(Url url, Playlist playlist) {
        if (playlist instanceof Playlist.Media list) {
            media = url;
            return Future.succeededFuture(list);
        }
        return Future.failedFuture(
                new InputException(Cause.NOT_HLS, url + " is a master playlist within a master playlist"));
    }
}
