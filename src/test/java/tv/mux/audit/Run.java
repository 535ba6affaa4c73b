package tv.mux.audit;

/**
 * A run of pictures: those of one source between two discontinuities of the output.
 *
 * @param source name of the input
 * @param first number of the first picture
 * @param last number of the last picture
 * @param lost pictures that are missing within the run
 * @param repeated pictures that come twice or out of order within the run
 * @param unknown pictures within or directly before the run that belong to no input
 * @param again pictures at the beginning that an earlier run has shown
 * @param missing pictures between the previous run and this one, if both have the same source
 * @param firstMsn media sequence number of the first segment
 * @param lastMsn media sequence number of the last segment
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
