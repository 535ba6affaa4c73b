package tv.mux.ts;

/**
 * A transport stream segment in memory with what was parsed from it.
 *
 * @param bytes the segment; {@link TimeShift} changes its time stamps in place
 * @param media its tracks, time stamps and counters
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record TsFile(byte[] bytes, TsSegment media) {
    /**
     * Parses a segment.
     *
     * @throws TsException if the bytes are not a transport stream, or contain neither video nor audio
     */
    public static TsFile parse(byte[] bytes) {
        return new TsFile(bytes, TsSegment.read(bytes));
    }
}
