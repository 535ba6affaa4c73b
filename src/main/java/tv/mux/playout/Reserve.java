package tv.mux.playout;

/**
 * How much audio is to wait when the next segment comes. Segments come late and early by seconds (they are published in
 * slots), so some must wait; but what waits must not grow from switch to switch. Where it is too much or too little, it
 * is mended where runs join, for there the sound changes anyway; in the middle of a run only when it must be. Pure.
 *
 * @param target samples that are to wait
 * @param slack how many more or fewer are well where runs join, less than {@code target}
 */
public record Reserve(long target, long slack) {

    /**
     * What to do before a segment that has just come.
     *
     * @param waiting samples that wait before it
     * @param join whether it begins a run
     * @return silence to put in, samples; negative: how many of those that wait to leave out, the last first
     */
    long correction(long waiting, boolean join) {
        long low = join ? target - slack : slack / 8;
        long high = join ? target + slack : target + 2 * slack;
        return waiting < low || waiting > high ? target - waiting : 0;
    }
}
