package tv.mux.index;

/** A later release wrote the index, in a format that this release cannot read. */
public final class LaterFormatException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    LaterFormatException(int format) {
        super("a later release wrote it: its format is " + format + ", this release knows " + StreamIndex.FORMAT);
    }
}
