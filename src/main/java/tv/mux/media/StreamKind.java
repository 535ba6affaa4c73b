package tv.mux.media;

import java.nio.charset.StandardCharsets;

/**
 * The codec of an elementary stream, by its stream type and descriptors in the PMT (ISO/IEC 13818-1 §2.4.4.8, ETSI EN
 * 300 468).
 */
public enum StreamKind {
    H264(Medium.VIDEO, "H.264", null),
    HEVC(Medium.VIDEO, "HEVC", "hevc"),
    VVC(Medium.VIDEO, "VVC", "vvc"),
    MPEG_VIDEO(Medium.VIDEO, "MPEG-2 video", "mpeg2"),
    MPEG4_VIDEO(Medium.VIDEO, "MPEG-4 video", "mpeg4"),
    AAC(Medium.AUDIO, "AAC", null),
    LATM(Medium.AUDIO, "AAC in LATM", "aac_latm"),
    MPEG_AUDIO(Medium.AUDIO, "MPEG audio", "mp2"),
    AC3(Medium.AUDIO, "AC-3", "ac3"),
    EAC3(Medium.AUDIO, "E-AC-3", "eac3"),
    DTS(Medium.AUDIO, "DTS", "dts"),
    OPUS(Medium.AUDIO, "Opus", "opus"),
    DATA(Medium.DATA, "data", "data");

    /** The medium of a stream. */
    public enum Medium {
        VIDEO,
        AUDIO,
        DATA
    }

    private static final int PRIVATE_PES = 0x06;
    private static final int REGISTRATION = 0x05;

    public final Medium medium;
    /** The name for messages. */
    public final String label;
    /** The name of the codec; null if Mux reads the RFC 6381 codec string from the stream. */
    public final String codecName;

    StreamKind(Medium medium, String label, String codecName) {
        this.medium = medium;
        this.label = label;
        this.codecName = codecName;
    }

    /**
     * Returns the codec for a stream type. For private streams, reads the descriptors from {@code from} to {@code to}.
     */
    public static StreamKind of(int streamType, byte[] section, int from, int to) {
        return switch (streamType) {
            case 0x01, 0x02 -> MPEG_VIDEO;
            case 0x03, 0x04 -> MPEG_AUDIO;
            case PRIVATE_PES -> ofDescriptors(section, from, to);
            case 0x0f -> AAC;
            case 0x10 -> MPEG4_VIDEO;
            case 0x11 -> LATM;
            case 0x1b -> H264;
            case 0x24 -> HEVC;
            case 0x33 -> VVC;
            case 0x81 -> AC3;
            case 0x82 -> DTS;
            case 0x87 -> EAC3;
            default -> DATA;
        };
    }

    private static StreamKind ofDescriptors(byte[] section, int from, int to) {
        for (int at = from; at + 2 <= to; at += 2 + (section[at + 1] & 0xff)) {
            int length = section[at + 1] & 0xff;
            StreamKind kind =
                    switch (section[at] & 0xff) {
                        case 0x6a -> AC3;
                        case 0x7a -> EAC3;
                        case 0x7b -> DTS;
                        case REGISTRATION ->
                            length >= 4 && at + 6 <= to
                                    ? ofRegistration(new String(section, at + 2, 4, StandardCharsets.ISO_8859_1))
                                    : DATA;
                        default -> DATA;
                    };
            if (kind != DATA) {
                return kind;
            }
        }
        return DATA;
    }

    private static StreamKind ofRegistration(String format) {
        return switch (format) {
            case "AC-3" -> AC3;
            case "EAC3" -> EAC3;
            case "HEVC" -> HEVC;
            case "Opus" -> OPUS;
            default -> DATA;
        };
    }
}
