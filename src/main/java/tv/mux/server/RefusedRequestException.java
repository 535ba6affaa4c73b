package tv.mux.server;

/** A request that is not answered but with a status, and whose connection is closed. */
final class RefusedRequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /** Without a stack trace: a client can cause any number of these. */
    RefusedRequestException(int status, String why) {
        super(why, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
