package tv.mux.media;

import java.util.Optional;
import java.util.Set;

/**
 * The picture format in an H.264 sequence parameter set (ITU-T H.264 §7.3.2.1.1, Annex E).
 *
 * @param width the width of the coded picture after cropping, pixels
 * @param height the height of the coded picture after cropping, pixels
 * @param sarWidth the width of the sample aspect ratio
 * @param sarHeight the height of the sample aspect ratio
 * @param chroma chroma_format_idc: 0 is monochrome, 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4
 * @param bitDepth the bits per sample, the greater one of luma and chroma
 */
public record Sps(int width, int height, int sarWidth, int sarHeight, int chroma, int bitDepth) {
    /** Maximum width and height, far more than level 6.2 allows. */
    private static final int MAX_PIXELS = 1 << 14;

    private static final int MACROBLOCK = 16;
    private static final int EXTENDED_SAR = 255;

    /** The profiles whose parameter sets contain chroma format and bit depth. */
    private static final Set<Integer> HIGH_PROFILES =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    /** Sample aspect ratios by aspect_ratio_idc (table E-1). */
    private static final int[][] SARS = {
        {1, 1}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33}, {18, 11},
        {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}
    };

    /** Whether players generally support the format: 8 bits, 4:2:0. */
    public boolean common() {
        return chroma == 1 && bitDepth == 8;
    }

    /** Returns the display width for {@link #height} lines, in square pixels. */
    public int displayWidth() {
        return (int) Math.round((double) width * sarWidth / sarHeight);
    }

    /**
     * Parses a sequence parameter set.
     *
     * @param unit an array that begins with the byte after the NAL unit header
     * @param length the number of bytes that belong to the NAL unit
     * @return empty if the parameter set is truncated or describes an impossible picture
     */
    static Optional<Sps> parse(byte[] unit, int length) {
        BitReader in = new BitReader(unit, 0, length);
        int profile = in.number(8);
        in.number(16); // constraints, level
        in.unsigned(); // seq_parameter_set_id
        int chroma = 1;
        int depth = 8;
        boolean separatePlanes = false;
        if (HIGH_PROFILES.contains(profile)) {
            chroma = in.unsigned();
            separatePlanes = chroma == 3 && in.flag();
            depth = 8 + Math.max(in.unsigned(), in.unsigned());
            in.flag(); // qpprime_y_zero_transform_bypass
            if (in.flag()) {
                skipScalingLists(in, chroma == 3 ? 12 : 8);
            }
        }
        skipOrderAndReferences(in);
        long width = (in.unsigned() + 1L) * MACROBLOCK;
        long mapUnits = in.unsigned() + 1L;
        boolean framesOnly = in.flag();
        if (!framesOnly) {
            in.flag(); // mb_adaptive_frame_field
        }
        long height = mapUnits * MACROBLOCK * (framesOnly ? 1 : 2);
        in.flag(); // direct_8x8_inference
        if (in.flag()) {
            long x = chroma == 1 || chroma == 2 ? 2 : 1;
            long y = (chroma == 1 ? 2 : 1) * (framesOnly ? 1L : 2L);
            if (separatePlanes) {
                x = 1;
                y = framesOnly ? 1 : 2;
            }
            width -= x * in.unsigned() + x * in.unsigned();
            height -= y * in.unsigned() + y * in.unsigned();
        }
        boolean hasVui = in.flag(); // vui_parameters_present
        int[] sar = hasVui && in.flag() ? sar(in) : SARS[0];
        boolean possible = width > 0
                && height > 0
                && width <= MAX_PIXELS
                && height <= MAX_PIXELS
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
