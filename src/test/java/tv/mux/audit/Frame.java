package tv.mux.audit;

/**
 * A picture of an input.
 *
 * @param source the input's name
 * @param number its number in the order of coding, from 0
 */
public record Frame(String source, long number) {}
