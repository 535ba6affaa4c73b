package tv.mux.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reassembles the PES packets of one elementary stream (ISO/IEC 13818-1 §2.4.3.6). */
final class Pes {
    private static final double CLOCK = 90_000;

    private final List<byte[]> units = new ArrayList<>();
    private final List<Double> stamps = new ArrayList<>();
    private ByteArrayOutputStream open;

    void add(byte[] data, int from, int to, boolean start) {
        if (start) {
            close();
            open = new ByteArrayOutputStream();
        }
        if (open != null) {
            open.write(data, from, to - from);
        }
    }

    /** A hash of each picture in decoding order. Works for H.264 only. */
    List<Long> frames() {
        close();
        return units.stream()
                .map(unit -> H264.hash(unit, 9 + (unit[8] & 0xff), unit.length))
                .toList();
    }

    /** The presentation time from the earliest time stamp to one frame after the latest. */
    TsFacts.Span span() {
        close();
        if (stamps.isEmpty()) {
            return new TsFacts.Span(0, 0, 0, 0);
        }
        double origin = stamps.get(0);
        double[] sorted = stamps.stream()
                .mapToDouble(stamp -> origin + TsFacts.signed(stamp - origin))
                .sorted()
                .toArray();
        double[] steps = new double[sorted.length - 1];
        for (int at = 0; at < steps.length; at++) {
            steps[at] = sorted[at + 1] - sorted[at];
        }
        Arrays.sort(steps);
        double step = steps.length == 0 ? 0 : steps[steps.length / 2];
        double longestStep = steps.length == 0 ? 0 : steps[steps.length - 1];
        return new TsFacts.Span(sorted.length, sorted[0], sorted[sorted.length - 1] + step, longestStep);
    }

    private void close() {
        if (open == null) {
            return;
        }
        byte[] unit = open.toByteArray();
        open = null;
        if (unit.length < 14 || unit[0] != 0 || unit[1] != 0 || unit[2] != 1) {
            return;
        }
        units.add(unit);
        if ((unit[7] & 0x80) != 0) {
            long stamp = (unit[9] & 0x0eL) << 29
                    | (unit[10] & 0xffL) << 22
                    | (unit[11] & 0xfeL) << 14
                    | (unit[12] & 0xffL) << 7
                    | (unit[13] & 0xffL) >> 1;
            stamps.add(stamp / CLOCK);
        }
    }
}
