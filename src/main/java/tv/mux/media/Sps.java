package tv.mux.media;

import java.util.Optional;
import java.util.Set;

/**
 * What an H.264 sequence parameter set says of the pictures (ITU-T H.264 §7.3.2.1.1, Annex E).
 *
 * @param width of the picture as stored, without what is cropped, pixels
 * @param height of the picture as stored, without what is cropped, pixels
 * @param sarWidth how wide a pixel is shown, in relation to {@code sarHeight}
 * @param sarHeight how high a pixel is shown
 * @param chroma chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4
 * @param bitDepth bits of a sample, the greater of luma's and chroma's
 */
public record Sps(int width, int height, int sarWidth, int sarHeight, int chroma, int bitDepth) {
    /** A picture cannot be larger than level 6.2 allows, by far. */
    private static final int MOST_PIXELS = 1 << 14;

    private static final int MACROBLOCK = 16;
    private static final int EXTENDED_SAR = 255;

    /** The profiles that tell their chroma format and bit depth. */
    private static final Set<Integer> HIGH = Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    /** Table E-1. */
    private static final int[][] SARS = {
        {1, 1}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33}, {18, 11},
        {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}
    };

    /** Whether it is what players know: 8 bits, 4:2:0. */
    public boolean common() {
        return chroma == 1 && bitDepth == 8;
    }

    /** How wide the picture is shown where it has {@link #height} lines, square pixels. */
    public int displayWidth() {
        return (int) Math.round((double) width * sarWidth / sarHeight);
    }

    /**
     * Reads a set.
     *
     * @param unit bytes that hold the NAL unit's payload, from behind its header byte on
     * @param length how many of them are the unit's
     * @return empty where it is cut off, or says what no picture can be
     */
    static Optional<Sps> parse(byte[] unit, int length) {
        BitReader in = new BitReader(unit, 0, length);
        int profile = in.number(8);
        in.number(16); // constraints, level
        in.unsigned(); // seq_parameter_set_id
        int chroma = 1;
        int depth = 8;
        boolean planes = false;
        if (HIGH.contains(profile)) {
            chroma = in.unsigned();
            planes = chroma == 3 && in.flag();
            depth = 8 + Math.max(in.unsigned(), in.unsigned());
            in.flag(); // qpprime_y_zero_transform_bypass
            if (in.flag()) {
                skipScalingLists(in, chroma == 3 ? 12 : 8);
            }
        }
        skipOrderAndReferences(in);
        long width = (in.unsigned() + 1L) * MACROBLOCK;
        long mapUnits = in.unsigned() + 1L;
        boolean frames = in.flag();
        if (!frames) {
            in.flag(); // mb_adaptive_frame_field
        }
        long height = mapUnits * MACROBLOCK * (frames ? 1 : 2);
        in.flag(); // direct_8x8_inference
        if (in.flag()) {
            long x = chroma == 1 || chroma == 2 ? 2 : 1;
            long y = (chroma == 1 ? 2 : 1) * (frames ? 1L : 2L);
            if (planes) {
                x = 1;
                y = frames ? 1 : 2;
            }
            width -= x * in.unsigned() + x * in.unsigned();
            height -= y * in.unsigned() + y * in.unsigned();
        }
        boolean usability = in.flag(); // vui_parameters_present
        int[] sar = usability && in.flag() ? sar(in) : SARS[0];
        boolean possible = width > 0
                && height > 0
                && width <= MOST_PIXELS
                && height <= MOST_PIXELS
                && chroma <= 3
                && depth <= 14
                && sar[0] > 0
                && sar[1] > 0
                && !in.overrun();
        return possible
                ? Optional.of(new Sps((int) width, (int) height, sar[0], sar[1], chroma, depth))
                : Optional.empty();
    }

    private static int[] sar(BitReader in) {
        int idc = in.number(8);
        if (idc == EXTENDED_SAR) {
            int[] sar = {in.number(16), in.number(16)};
            return sar[0] == 0 || sar[1] == 0 ? SARS[0] : sar;
        }
        return idc < SARS.length ? SARS[idc] : SARS[0];
    }

    private static void skipScalingLists(BitReader in, int lists) {
        for (int list = 0; list < lists; list++) {
            if (in.flag()) {
                int next = 8;
                int size = list < 6 ? 16 : 64;
                for (int i = 0; i < size && next != 0 && !in.overrun(); i++) {
                    next = next + in.signed() & 0xff;
                }
            }
        }
    }

    private static void skipOrderAndReferences(BitReader in) {
        in.unsigned(); // log2_max_frame_num
        int order = in.unsigned();
        if (order == 0) {
            in.unsigned(); // log2_max_pic_order_cnt_lsb
        } else if (order == 1) {
            in.flag(); // delta_pic_order_always_zero
            in.signed();
            in.signed();
            int cycle = in.unsigned();
            for (int i = 0; i < cycle && !in.overrun(); i++) {
                in.signed();
            }
        }
        in.unsigned(); // max_num_ref_frames
        in.flag(); // gaps_in_frame_num_value_allowed
    }
}
