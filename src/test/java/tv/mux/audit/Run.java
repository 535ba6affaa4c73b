package tv.mux.audit;

/**
 * Pictures of one source that the output showed between two discontinuities.
 *
 * @param source the input's name
 * @param first number of the first picture
 * @param last number of the last
 * @param lost pictures that are missing within
 * @param repeated pictures that come twice, or too late, within
 * @param unknown pictures among them that are no input's
 * @param again pictures at its beginning that were shown in an earlier run
 * @param missing pictures between the end of the run before and its beginning, where that one shows the same source
 * @param firstMsn media sequence number of the first segment
 * @param lastMsn media sequence number of the last
 */
public record Run(
        String source,
        long first,
        long last,
        long lost,
        long repeated,
        long unknown,
        long again,
        long missing,
        long firstMsn,
        long lastMsn) {}
