package tv.mux.input;

import io.vertx.core.Future;
import tv.mux.bus.RunState.Cause;

/** A segment on its way. */
final class Download {
    /** One that nothing has come of for so long may be asked for again, when the server answers otherwise. */
    private static final long SILENT_MS = 500;

    private final Playlist.Listed segment;
    private final Fetch fetch;
    private final Future<Session.Media> body;

    /** By a request that is begun. */
    Download(Playlist.Listed segment, Fetch fetch, Future<Session.Media> body) {
        this.segment = segment;
        this.fetch = fetch;
        this.body = body;
    }

    /** Whether it is of this segment. */
    boolean of(Playlist.Listed other) {
        return segment.equals(other);
    }

    /** All of it, once it is here; fails with {@link InputException} only. */
    Future<Session.Media> body() {
        return body;
    }

    /** Whether the server seems to have forgotten it. */
    boolean silent() {
        return !body.isComplete() && fetch.quietMs() >= SILENT_MS;
    }

    /** Stops counting the downloaded bytes; the new owner counts them. */
    void release() {
        fetch.release();
    }

    /** Cancels the download, which is not needed any more. */
    void cancel() {
        fetch.release();
        fetch.cancel(new InputException(Cause.STOPPED, "segment " + segment.sequence() + " is not wanted any more"));
    }
}
