package tv.mux.index;

/** The log was written by a later release, in a form that this one cannot read. */
public final class LaterFormatException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** With the number of that form. */
    LaterFormatException(int format) {
        super("a later release wrote it: its format is " + format + ", this release knows " + StreamIndex.FORMAT);
    }
}
