package tv.mux.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Builds minimal MPEG-TS segments for tests, with one packet a picture. */
public final class TsMaker {
    /** Packet ids. */
    public static final int PMT = 0x1000;

    public static final int VIDEO = 0x100;
    public static final int AUDIO = 0x101;

    private static final byte[] NAL = {0, 0, 0, 1, 0x09, (byte) 0xf0, 0, 0, 1};

    private final Map<Integer, Integer> counters = new HashMap<>();
    private ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Appends PAT and PMT. */
    public TsMaker tables() {
        packet(0, new byte[] {0, 0, (byte) 0xb0, 13, 0, 1, (byte) 0xc1, 0, 0, 0, 1, (byte) 0xf0, 0, 0, 0, 0, 0}, 0);
        byte[] pmt = {
            0,
            2,
            (byte) 0xb0,
            23,
            0,
            1,
            (byte) 0xc1,
            0,
            0,
            (byte) 0xe1,
            0,
            (byte) 0xf0,
            0, //
            0x1b,
            (byte) 0xe1,
            0,
            (byte) 0xf0,
            0,
            0x0f,
            (byte) 0xe1,
            1,
            (byte) 0xf0,
            0,
            0,
            0,
            0,
            0
        };
        return packet(PMT, pmt, 0);
    }

    /**
     * Appends a picture.
     *
     * @param key whether it is a key frame
     * @param stamp time stamp, 90 kHz
     * @param content the bytes of its slice
     */
    public TsMaker picture(boolean key, long stamp, String content) {
        byte[] text = content.getBytes(StandardCharsets.US_ASCII);
        byte[] slice = new byte[NAL.length + 1 + text.length];
        System.arraycopy(NAL, 0, slice, 0, NAL.length);
        slice[NAL.length] = (byte) (key ? 0x65 : 0x41);
        System.arraycopy(text, 0, slice, NAL.length + 1, text.length);
        return packet(VIDEO, pes(0xe0, stamp, slice), key ? 0x40 : 0);
    }

    /** Appends an audio packet. */
    public TsMaker audio(long stamp) {
        return packet(AUDIO, pes(0xc0, stamp, new byte[] {1}), 0);
    }

    /** Omits a packet, so that the continuity counter of this packet id has a gap. */
    public TsMaker skip(int pid) {
        counters.merge(pid, 1, Integer::sum);
        return this;
    }

    /** Ends the segment and returns it. The next segment continues the counters. */
    public byte[] segment() {
        byte[] segment = out.toByteArray();
        out = new ByteArrayOutputStream();
        return segment;
    }

    private static byte[] pes(int stream, long stamp, byte[] data) {
        byte[] unit = new byte[14 + data.length];
        unit[2] = 1;
        unit[3] = (byte) stream;
        unit[6] = (byte) 0x80;
        unit[7] = (byte) 0x80;
        unit[8] = 5;
        unit[9] = (byte) (0x21 | (stamp >> 29 & 0x0e));
        unit[10] = (byte) (stamp >> 22);
        unit[11] = (byte) (stamp >> 14 | 1);
        unit[12] = (byte) (stamp >> 7);
        unit[13] = (byte) (stamp << 1 | 1);
        System.arraycopy(data, 0, unit, 14, data.length);
        return unit;
    }

    private TsMaker packet(int pid, byte[] payload, int flags) {
        int stuffing = 184 - payload.length;
        byte[] packet = new byte[188];
        packet[0] = 0x47;
        packet[1] = (byte) (0x40 | pid >> 8);
        packet[2] = (byte) pid;
        packet[3] = (byte) (0x30 | ((counters.merge(pid, 1, Integer::sum) - 1) & 15));
        packet[4] = (byte) (stuffing - 1);
        packet[5] = (byte) flags;
        System.arraycopy(payload, 0, packet, 4 + stuffing, payload.length);
        out.writeBytes(packet);
        return this;
    }
}
