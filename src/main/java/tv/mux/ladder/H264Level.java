package tv.mux.ladder;

import java.util.Arrays;
import tv.mux.config.Variant;

/**
 * The H.264 level (ITU-T H.264 table A-1) of an encoded rendition. It is the same for all common inputs with up to 60
 * pictures a second, since many players stop if the codec of a rendition changes. Pure.
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

    private static final int MAX_FPS = 60;

    private final String name;
    private final long blocksPerSecond;
    private final long blocks;
    private final long bitrate;

    H264Level(String name, long blocksPerSecond, long blocks, long bitrate) {
        this.name = name;
        this.blocksPerSecond = blocksPerSecond;
        this.blocks = blocks;
        this.bitrate = bitrate;
    }

    /**
     * Returns the lowest level that a variant fits, in the notation of x264. Assumes a 16:9 picture if that is larger
     * than the given size.
     *
     * @param width width of the encoded picture; 0 if unknown
     * @param height height of the encoded picture
     */
    static String of(Variant variant, int width, int height) {
        long assumed = blocks(variant.width() > 0 ? variant.width() : variant.height() * 16 / 9, variant.height());
        long size = Math.max(assumed, blocks(width, height));
        return Arrays.stream(values())
                .filter(level -> size <= level.blocks
                        && size * MAX_FPS <= level.blocksPerSecond
                        && variant.videoBitrate() <= level.bitrate)
                .findFirst()
                .orElse(L6_2)
                .name;
    }

    private static long blocks(int width, int height) {
        return (long) ((width + 15) / 16) * ((height + 15) / 16);
    }
}
