package tv.mux.input.fetch;

import io.vertx.core.Future;
import tv.mux.input.fault.InputException;
import tv.mux.input.playlist.InputPlaylist;
import tv.mux.status.RunStatus.Cause;

/** The download of one segment, with everything that is needed to read it. */
public final class Download {
    /** A download that received no data for this long may be requested again if the server responds otherwise. */
    private static final long SILENT_MS = 500;

    private final InputPlaylist.Entry segment;
    private final HttpFetch fetch;
    private final Future<FetchSession.Media> body;

    Download(InputPlaylist.Entry segment, HttpFetch fetch, Future<FetchSession.Media> body) {
        this.segment = segment;
        this.fetch = fetch;
        this.body = body;
    }

    /** Whether this is the download of the given segment. */
    public boolean isFor(InputPlaylist.Entry other) {
        return segment.equals(other);
    }

    /** Completes with the whole segment; fails with {@link InputException} only. */
    public Future<FetchSession.Media> body() {
        return body;
    }

    /** Whether the server has sent no data for 500 ms, so that the request may be lost. */
    public boolean isSilent() {
        return !body.isComplete() && fetch.quietMs() >= SILENT_MS;
    }

    /** Stops counting the downloaded bytes; the new owner counts them. */
    public void release() {
        fetch.release();
    }

    /** Cancels the download. */
    public void cancel() {
        fetch.release();
        fetch.cancel(new InputException(Cause.STOPPED, "segment " + segment.sequence() + " is not needed any more"));
    }
}
