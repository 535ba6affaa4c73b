package tv.mux.media;

import java.util.Locale;

/** Tells from the first bytes of a coded picture whether it is a key frame, and reads the H.264 profile on the way. */
public final class PictureScan {
    /** What the bytes so far have told. */
    public enum Verdict {
        UNKNOWN,
        KEY,
        OTHER
    }

    private static final int SPS_PROFILE_BYTES = 3;

    /** Behind these no set goes on, whatever scaling lists it has. */
    private static final int SPS_BYTES = 1024;

    private static final byte[] NOTHING = {};

    private final StreamKind kind;
    /** The last four bytes: a start code and the byte behind it when it reads 00 00 01 xx. */
    private int window;

    /** The bytes of the parameter set that is being gathered, and how many they are; negative when none is. */
    private byte[] unit = NOTHING;

    private int unitBytes = -1;
    public String codec;
    public Sps sps;

    public PictureScan(StreamKind kind) {
        this.kind = kind;
        this.codec = kind.word;
    }

    /** Whether pictures of this kind can be told apart; else only the random access indicator does. */
    public boolean canTell() {
        return kind == StreamKind.H264 || kind == StreamKind.HEVC || kind == StreamKind.MPEG_VIDEO;
    }

    /** RFC 6381's name where the stream has told it, a plain word for kinds that are not looked into, else null. */
    public String codec() {
        return codec;
    }

    /** What H.264's parameter set says; null while the stream has not told it. */
    public Sps sps() {
        return sps;
    }

    /** Whether a key frame may tell more than is known yet. */
    public boolean wantsMore() {
        return codec == null;
    }

    /** A new picture begins. */
    public void restart() {
        window = -1;
        unitBytes = -1;
    }

    /** Goes on with the picture's next bytes, until they tell. */
    public Verdict scan(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            window = (window << 8) | (bytes[at] & 0xff);
            if (unitBytes >= 0) {
                gather(bytes[at]);
            }
            if (window >>> 8 == 1) {
                Verdict verdict = verdict(window & 0xff);
                if (verdict != Verdict.UNKNOWN) {
                    return verdict;
                }
            }
        }
        return Verdict.UNKNOWN;
    }

    private void gather(byte next) {
        if (unitBytes < unit.length) {
            unit[unitBytes++] = next;
        }
        if (codec == null && unitBytes == SPS_PROFILE_BYTES) {
            codec = String.format(Locale.ROOT, "avc1.%06x", window & 0xffffff);
        }
        // Three bytes of the next start code, and the byte behind it or a zero before it, are no part of it: more than
        // enough was read by then.
        if ((window & 0xffffff) == 1 || unitBytes == unit.length) {
            sps = Sps.parse(unit, Math.max(0, unitBytes - 3)).orElse(sps);
            unitBytes = -1;
        }
    }

    private Verdict verdict(int code) {
        return switch (kind) {
            case H264 -> h264(code & 0x1f);
            case HEVC -> hevc((code >> 1) & 0x3f);
            case MPEG_VIDEO -> mpeg2(code);
            default -> Verdict.UNKNOWN;
        };
    }

    /** By NAL unit type (ITU-T H.264 table 7-1). */
    private Verdict h264(int type) {
        if (type == 7 && sps == null) {
            unit = new byte[SPS_BYTES];
            unitBytes = 0;
        }
        return switch (type) {
            case 5 -> Verdict.KEY;
            case 1, 2 -> Verdict.OTHER;
            default -> Verdict.UNKNOWN;
        };
    }

    /** By NAL unit type (ITU-T H.265 table 7-1): 16 to 23 are the random access pictures, 32 up no pictures. */
    private static Verdict hevc(int type) {
        if (type >= 32) {
            return Verdict.UNKNOWN;
        }
        return type >= 16 && type <= 23 ? Verdict.KEY : Verdict.OTHER;
    }

    /** By start code (ISO/IEC 13818-2 table 6-1): a sequence header comes before a key frame, else a picture. */
    private static Verdict mpeg2(int code) {
        if (code == 0xb3) {
            return Verdict.KEY;
        }
        return code == 0x00 ? Verdict.OTHER : Verdict.UNKNOWN;
    }
}
