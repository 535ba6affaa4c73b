package tv.mux.input.fetch;

import io.vertx.core.Future;
import tv.mux.input.fault.InputException;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.status.RunStatus.Cause;

/** A segment on its way. */
public final class Download {
    /** One that nothing has come of for so long may be asked for again, when the server answers otherwise. */
    private static final long SILENT_MS = 500;

    private final InputPlaylist.Entry segment;
    private final HttpFetch fetch;
    public final Future<FetchSession.Media> body;

    /** By a request that is begun. */
    Download(InputPlaylist.Entry segment, HttpFetch fetch, Future<FetchSession.Media> body) {
        this.segment = segment;
        this.fetch = fetch;
        this.body = body;
    }

    /** Whether it is of this segment. */
    public boolean of(InputPlaylist.Entry other) {
        return segment.equals(other);
    }

    /** All of it, once it is here; fails with {@link InputException} only. */
    public Future<FetchSession.Media> body() {
        return body;
    }

    /** Whether the server seems to have forgotten it. */
    public boolean silent() {
        return !body.isComplete() && fetch.quietMs() >= SILENT_MS;
    }

    /** Stops counting the downloaded bytes; the new owner counts them. */
    public void release() {
        fetch.release();
    }

    /** Cancels the download, which is not needed any more. */
    public void cancel() {
        fetch.release();
        fetch.cancel(new InputException(Cause.STOPPED, "segment " + segment.sequence() + " is not wanted any more"));
    }
}
