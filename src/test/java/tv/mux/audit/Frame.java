package tv.mux.audit;

/**
 * A picture of an input.
 *
 * @param source name of the input
 * @param number position in decoding order, from 0
 */
public record Frame(String source, long number) {}
