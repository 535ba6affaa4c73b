package tv.mux.playout;

/** How a coded audio stream falls into frames. Pure. */
public enum Framing {
    /** MPEG-1 and MPEG-2 layer III (ISO/IEC 11172-3 §2.4.1.3, ISO/IEC 13818-3 §2.4.1). */
    MP3(4) {
        @Override
        public int length(byte[] bytes, int at) {
            int second = bytes[at + 1] & 0xff;
            int third = bytes[at + 2] & 0xff;
            boolean sync = (bytes[at] & 0xff) == 0xff && (second & 0xe6) == 0xe2;
            int version = second >> 3 & 3;
            int bitrate = third >> 4;
            int rate = third >> 2 & 3;
            if (!sync || version == RESERVED_VERSION || bitrate == 0 || bitrate == 15 || rate == 3) {
                return NONE;
            }
            boolean first = version == MPEG_1;
            int kbps = (first ? KBPS_1 : KBPS_2)[bitrate];
            int hz = HZ_1[rate] >> (first ? 0 : version == MPEG_2 ? 1 : 2);
            return (first ? 144 : 72) * kbps * 1000 / hz + (third >> 1 & 1);
        }
    },

    /** AAC in ADTS (ISO/IEC 13818-7 §6.2). */
    ADTS(7) {
        @Override
        public int length(byte[] bytes, int at) {
            if ((bytes[at] & 0xff) != 0xff || (bytes[at + 1] & 0xf6) != 0xf0) {
                return NONE;
            }
            int length = (bytes[at + 3] & 3) << 11 | (bytes[at + 4] & 0xff) << 3 | (bytes[at + 5] & 0xff) >> 5;
            return length < 7 ? NONE : length;
        }
    };

    /** No frame begins there. */
    public static final int NONE = -1;

    private static final int MPEG_1 = 3;
    private static final int MPEG_2 = 2;
    private static final int RESERVED_VERSION = 1;
    private static final int[] KBPS_1 = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] KBPS_2 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    private static final int[] HZ_1 = {44_100, 48_000, 32_000};

    /** How many bytes of a frame tell its length. */
    public final int headBytes;

    Framing(int headBytes) {
        this.headBytes = headBytes;
    }

    /** The length of the frame that begins at an offset, its head included, in bytes; {@link #NONE} when none does. */
    public abstract int length(byte[] bytes, int at);
}
