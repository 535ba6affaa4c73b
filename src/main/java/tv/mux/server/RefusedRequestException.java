package tv.mux.server;

/** Mux refuses a request: the client gets an error status, and the connection is closed. */
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
