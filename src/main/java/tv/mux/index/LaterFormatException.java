package tv.mux.index;

/** A later release wrote the index, in a format that this release cannot read. */
public final class LaterFormatException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    LaterFormatException(int format) {
        super("a later release wrote the index: its format is " + format + ", and this release reads formats up to "
                + StreamIndex.FORMAT);
    }
}
