package tv.mux.server;

/** A request that Mux refuses: it gets an error status, and its connection is closed. */
final class RefusedRequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /** Has no stack trace, since a client can cause any number of these. */
    RefusedRequestException(int status, String why) {
        super(why, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
