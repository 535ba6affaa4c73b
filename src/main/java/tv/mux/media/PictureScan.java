package tv.mux.media;

import java.util.Locale;

/**
 * Scans the first bytes of coded pictures to decide which ones are key frames. Also reads the H.264 sequence parameter
 * set.
 */
public final class PictureScan {
    /** The result of the bytes that were scanned so far. */
    public enum Result {
        /** More bytes are needed. */
        UNKNOWN,
        KEY_FRAME,
        OTHER_FRAME
    }

    private static final int SPS_PROFILE_BYTES = 3;

    /** Maximum size of a sequence parameter set, with all scaling lists. */
    private static final int MAX_SPS_BYTES = 1024;

    private static final byte[] EMPTY = {};

    private final StreamKind kind;
    /** The last four bytes. 00 00 01 xx is a start code and the byte after it. */
    private int window;

    /**
     * The bytes of the current parameter set. {@code unitBytes} is their number, or negative outside a parameter set.
     */
    private byte[] unit = EMPTY;

    private int unitBytes = -1;
    private String codec;
    private Sps sps;

    public PictureScan(StreamKind kind) {
        this.kind = kind;
        this.codec = kind.codecName;
    }

    /** Whether this class can detect key frames of this codec. If not, only the random access indicator marks them. */
    public boolean detectsKeyFrames() {
        return kind == StreamKind.H264 || kind == StreamKind.HEVC || kind == StreamKind.MPEG_VIDEO;
    }

    /**
     * Returns the RFC 6381 codec string of H.264 or null before its parameter set was read; a plain name for other
     * codecs.
     */
    public String codec() {
        return codec;
    }

    /** Returns the H.264 sequence parameter set; null before it was read. */
    public Sps sps() {
        return sps;
    }

    /** Whether key frames must be scanned too, since the parameter set was not read yet. */
    public boolean needsParameterSet() {
        return codec == null;
    }

    /** Starts a new picture. */
    public void restart() {
        window = -1;
        unitBytes = -1;
    }

    /** Scans the next bytes of the picture. Do not call this method again after a result other than UNKNOWN. */
    public Result scan(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            window = (window << 8) | (bytes[at] & 0xff);
            if (unitBytes >= 0) {
                collect(bytes[at]);
            }
            if (window >>> 8 == 1) {
                Result result = evaluate(window & 0xff);
                if (result != Result.UNKNOWN) {
                    return result;
                }
            }
        }
        return Result.UNKNOWN;
    }

    private void collect(byte next) {
        if (unitBytes < unit.length) {
            unit[unitBytes++] = next;
        }
        if (codec == null && unitBytes == SPS_PROFILE_BYTES) {
            codec = String.format(Locale.ROOT, "avc1.%06x", window & 0xffffff);
        }
        // The parameter set ends before the next start code. The parser tolerates an extra zero byte at the end.
        if ((window & 0xffffff) == 1 || unitBytes == unit.length) {
            sps = Sps.parse(unit, Math.max(0, unitBytes - 3)).orElse(sps);
            unitBytes = -1;
        }
    }

    private Result evaluate(int code) {
        return switch (kind) {
            case H264 -> h264(code & 0x1f);
            case HEVC -> hevc((code >> 1) & 0x3f);
            case MPEG_VIDEO -> mpeg2(code);
            default -> Result.UNKNOWN;
        };
    }

    /** Evaluates a NAL unit type (ITU-T H.264 table 7-1). */
    private Result h264(int type) {
        if (type == 7 && sps == null) {
            unit = new byte[MAX_SPS_BYTES];
            unitBytes = 0;
        }
        return switch (type) {
            case 5 -> Result.KEY_FRAME;
            case 1, 2 -> Result.OTHER_FRAME;
            default -> Result.UNKNOWN;
        };
    }

    /**
     * Evaluates a NAL unit type (ITU-T H.265 table 7-1): 16 to 23 are random access pictures, 32 and above no pictures.
     */
    private static Result hevc(int type) {
        if (type >= 32) {
            return Result.UNKNOWN;
        }
        return type >= 16 && type <= 23 ? Result.KEY_FRAME : Result.OTHER_FRAME;
    }

    /** Evaluates a start code (ISO/IEC 13818-2 table 6-1): a sequence header precedes each key frame. */
    private static Result mpeg2(int code) {
        if (code == 0xb3) {
            return Result.KEY_FRAME;
        }
        return code == 0x00 ? Result.OTHER_FRAME : Result.UNKNOWN;
    }
}
