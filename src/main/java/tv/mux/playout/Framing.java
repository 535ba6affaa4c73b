package tv.mux.playout;

/** Frame headers of coded audio streams. Pure. */
public enum Framing {
    /** MPEG-1 and MPEG-2 layer III (ISO/IEC 11172-3 §2.4.1.3, ISO/IEC 13818-3 §2.4.1). */
    MP3(4) {
        @Override
        public int length(byte[] bytes, int offset) {
            int second = bytes[offset + 1] & 0xff;
            int third = bytes[offset + 2] & 0xff;
            boolean sync = (bytes[offset] & 0xff) == 0xff && (second & 0xe6) == 0xe2;
            int version = second >> 3 & 3;
            int bitrate = third >> 4;
            int rate = third >> 2 & 3;
            if (!sync || version == RESERVED_VERSION || bitrate == 0 || bitrate == 15 || rate == 3) {
                return NO_FRAME;
            }
            boolean mpeg1 = version == MPEG_1;
            int kbps = (mpeg1 ? KBPS_MPEG_1 : KBPS_MPEG_2)[bitrate];
            int hz = HZ_MPEG_1[rate] >> (mpeg1 ? 0 : version == MPEG_2 ? 1 : 2);
            return (mpeg1 ? 144 : 72) * kbps * 1000 / hz + (third >> 1 & 1);
        }
    },

    /** AAC in ADTS (ISO/IEC 13818-7 §6.2). */
    ADTS(7) {
        @Override
        public int length(byte[] bytes, int offset) {
            if ((bytes[offset] & 0xff) != 0xff || (bytes[offset + 1] & 0xf6) != 0xf0) {
                return NO_FRAME;
            }
            int length =
                    (bytes[offset + 3] & 3) << 11 | (bytes[offset + 4] & 0xff) << 3 | (bytes[offset + 5] & 0xff) >> 5;
            return length < 7 ? NO_FRAME : length;
        }
    };

    /** The result of {@link #length} if no frame begins at the offset. */
    public static final int NO_FRAME = -1;

    private static final int MPEG_1 = 3;
    private static final int MPEG_2 = 2;
    private static final int RESERVED_VERSION = 1;
    private static final int[] KBPS_MPEG_1 = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] KBPS_MPEG_2 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    private static final int[] HZ_MPEG_1 = {44_100, 48_000, 32_000};

    private final int headerBytes;

    Framing(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    /** The number of bytes that {@link #length} reads. */
    public int headerBytes() {
        return headerBytes;
    }

    /** The length of the frame that begins at an offset, including its header, or {@link #NO_FRAME}. */
    public abstract int length(byte[] bytes, int offset);
}
