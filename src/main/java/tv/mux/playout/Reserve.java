package tv.mux.playout;

/**
 * The amount of audio that should wait in the buffer when the next segment arrives. Segments arrive seconds early or
 * late, because they are published in slots. A reserve prevents gaps, and must not grow from switch to switch. Where a
 * run begins, the reserve is corrected early, because the audio changes there anyway. Within a run, the reserve is
 * corrected only if it is nearly empty or much too large. Pure.
 *
 * @param target the number of samples that should wait
 * @param slack the accepted deviation where a run begins, in samples; less than {@code target}
 */
public record Reserve(long target, long slack) {

    /**
     * The correction before a segment.
     *
     * @param waiting the number of samples that wait before the segment
     * @param newRun whether the segment begins a run
     * @return samples of silence to insert; negative for samples to remove, last first
     */
    long correction(long waiting, boolean newRun) {
        long low = newRun ? target - slack : slack / 8;
        long high = newRun ? target + slack : target + 2 * slack;
        return waiting < low || waiting > high ? target - waiting : 0;
    }
}
