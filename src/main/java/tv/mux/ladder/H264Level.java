package tv.mux.ladder;

import java.util.Arrays;
import tv.mux.config.Variant;

/**
 * The H.264 level that a rung is encoded with (ITU-T H.264 table A-1). It is the same for all inputs of common shapes,
 * up to 60 pictures a second, so that a rendition's codec does not change at a switch: players do not like that. Pure.
 */
enum H264Level {
    L2_1("2.1", 19_800, 792, 4_000_000),
    L3("3", 40_500, 1_620, 10_000_000),
    L3_1("3.1", 108_000, 3_600, 14_000_000),
    L3_2("3.2", 216_000, 5_120, 20_000_000),
    L4("4", 245_760, 8_192, 20_000_000),
    L4_2("4.2", 522_240, 8_704, 50_000_000),
    L5_1("5.1", 983_040, 36_864, 240_000_000),
    L5_2("5.2", 2_073_600, 36_864, 240_000_000),
    L6_2("6.2", 16_711_680, 139_264, 800_000_000);

    private static final int FASTEST = 60;

    private final String name;
    private final long blocksEverySecond;
    private final long blocks;
    private final long bitrate;

    H264Level(String name, long blocksEverySecond, long blocks, long bitrate) {
        this.name = name;
        this.blocksEverySecond = blocksEverySecond;
        this.blocks = blocks;
        this.bitrate = bitrate;
    }

    /**
     * The lowest that a rung fits in, as x264 is told it: by its own size with the usual shape, or the input's if
     * larger.
     */
    static String of(Variant variant, int width, int height) {
        long usual = blocks(variant.width() > 0 ? variant.width() : variant.height() * 16 / 9, variant.height());
        long size = Math.max(usual, blocks(width, height));
        return Arrays.stream(values())
                .filter(level -> size <= level.blocks
                        && size * FASTEST <= level.blocksEverySecond
                        && variant.videoBitrate() <= level.bitrate)
                .findFirst()
                .orElse(L6_2)
                .name;
    }

    private static long blocks(int width, int height) {
        return (long) ((width + 15) / 16) * ((height + 15) / 16);
    }
}
