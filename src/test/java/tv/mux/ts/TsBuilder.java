package tv.mux.ts;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Builds transport streams packet by packet, so that a test can say exactly what stands where. */
final class TsBuilder {
    static final int PMT_PID = 0x1000;
    static final int VIDEO = 0x100;
    static final int AUDIO = 0x101;
    static final int H264 = 0x1b;
    static final int AAC = 0x0f;
    static final byte[] IDR = {0, 0, 0, 1, 9, (byte) 0xf0, 0, 0, 1, 0x67, 0x64, 0, 0x1f, 0, 0, 0, 1, 0x65, 1, 2, 3};
    static final byte[] SLICE = {0, 0, 0, 1, 9, (byte) 0xf0, 0, 0, 1, 0x41, 1, 2, 3};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<Integer, Integer> counters = new HashMap<>();

    /** What an elementary stream is in the PMT; its descriptors' bytes are written as characters. */
    record Entry(int type, int pid, String descriptors) {
        Entry(int type, int pid) {
            this(type, pid, "");
        }
    }

    /** Tables that name one H.264 and one AAC track. */
    TsBuilder tables() {
        return pat().pmt(new Entry(H264, VIDEO), new Entry(AAC, AUDIO));
    }

    TsBuilder pat() {
        return section(0, 0x00, new byte[] {0, 1, (byte) (0xe0 | PMT_PID >> 8), (byte) PMT_PID});
    }

    TsBuilder pmt(Entry... entries) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {(byte) 0xe1, 0, (byte) 0xf0, 0});
        for (Entry entry : entries) {
            byte[] descriptors = entry.descriptors().getBytes(StandardCharsets.ISO_8859_1);
            body.writeBytes(new byte[] {
                (byte) entry.type(),
                (byte) (0xe0 | entry.pid() >> 8),
                (byte) entry.pid(),
                (byte) 0xf0,
                (byte) descriptors.length
            });
            body.writeBytes(descriptors);
        }
        return section(PMT_PID, 0x02, body.toByteArray());
    }

    /** A PES packet with a PTS, in as many packets as it takes. */
    TsBuilder pes(int pid, long pts, byte... payload) {
        return payload(pid, false, concat(pesHeader(pid, pts, -1), payload));
    }

    /** A PES packet whose first packet bears the random access indicator. */
    TsBuilder randomAccessPes(int pid, long pts, byte... payload) {
        return payload(pid, true, concat(pesHeader(pid, pts, -1), payload));
    }

    /** A PES packet with PTS and DTS. */
    TsBuilder pes(int pid, long pts, long dts, byte... payload) {
        return payload(pid, false, concat(pesHeader(pid, pts, dts), payload));
    }

    /** A packet with a PCR and an OPCR, and no payload. */
    TsBuilder clocks(int pid, long pcr, long opcr) {
        byte[] packet = new byte[Packet.BYTES];
        Arrays.fill(packet, (byte) 0xff);
        header(packet, pid, false, 2, counters.getOrDefault(pid, 15));
        packet[4] = (byte) 183;
        packet[5] = 0x18;
        clock(packet, 6, pcr);
        clock(packet, 12, opcr);
        out.writeBytes(packet);
        return this;
    }

    /** A packet as given. */
    TsBuilder raw(byte... packet) {
        out.writeBytes(packet);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** An ADTS frame of AAC-LC at 48 kHz (index 3) or another rate. */
    static byte[] adts(int rateIndex, int bytes) {
        byte[] frame = new byte[bytes];
        frame[0] = (byte) 0xff;
        frame[1] = (byte) 0xf1;
        frame[2] = (byte) (0x40 | rateIndex << 2);
        frame[3] = (byte) (0x80 | bytes >> 11);
        frame[4] = (byte) (bytes >> 3);
        frame[5] = (byte) (bytes << 5 | 0x1f);
        frame[6] = (byte) 0xfc;
        return frame;
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    TsBuilder payload(int pid, boolean randomAccess, byte[] payload) {
        int at = 0;
        boolean first = true;
        while (at < payload.length || first) {
            int adaptation = first && randomAccess ? 2 : 0;
            int room = Packet.BYTES - 4 - adaptation;
            int length = Math.min(room, payload.length - at);
            adaptation = Packet.BYTES - 4 - length;
            byte[] packet = new byte[Packet.BYTES];
            header(packet, pid, first, adaptation > 0 ? 3 : 1, next(pid));
            if (adaptation > 0) {
                packet[4] = (byte) (adaptation - 1);
                Arrays.fill(packet, 5, 4 + adaptation, (byte) 0xff);
            }
            if (adaptation > 1) {
                packet[5] = (byte) (first && randomAccess ? 0x40 : 0);
            }
            System.arraycopy(payload, at, packet, 4 + adaptation, length);
            out.writeBytes(packet);
            at += length;
            first = false;
        }
        return this;
    }

    private TsBuilder section(int pid, int tableId, byte[] body) {
        int length = 5 + body.length + 4;
        byte[] head = {0, (byte) tableId, (byte) (0xb0 | length >> 8), (byte) length, 0, 1, (byte) 0xc1, 0, 0};
        byte[] section = concat(head, body, new byte[4]);
        int packets = (section.length + 183) / 184;
        byte[] stuffed = Arrays.copyOf(section, packets * 184);
        Arrays.fill(stuffed, section.length, stuffed.length, (byte) 0xff);
        return payload(pid, false, stuffed);
    }

    private int next(int pid) {
        return counters.merge(pid, 0, (before, zero) -> (before + 1) % 16);
    }

    private static void header(byte[] packet, int pid, boolean start, int control, int counter) {
        packet[0] = Packet.SYNC;
        packet[1] = (byte) ((start ? 0x40 : 0) | pid >> 8);
        packet[2] = (byte) pid;
        packet[3] = (byte) (control << 4 | counter);
    }

    private static byte[] pesHeader(int pid, long pts, long dts) {
        boolean both = dts >= 0;
        byte streamId = (byte) (pid == AUDIO ? 0xc0 : 0xe0);
        byte[] head = {0, 0, 1, streamId, 0, 0, (byte) 0x80, (byte) (both ? 0xc0 : 0x80), (byte) (both ? 10 : 5)};
        return both ? concat(head, stamp(3, pts), stamp(1, dts)) : concat(head, stamp(2, pts));
    }

    private static byte[] stamp(int prefix, long stamp) {
        return new byte[] {
            (byte) (prefix << 4 | stamp >> 30 << 1 | 1),
            (byte) (stamp >> 22),
            (byte) (stamp >> 15 << 1 | 1),
            (byte) (stamp >> 7),
            (byte) (stamp << 1 | 1)
        };
    }

    private static void clock(byte[] packet, int at, long base) {
        packet[at] = (byte) (base >> 25);
        packet[at + 1] = (byte) (base >> 17);
        packet[at + 2] = (byte) (base >> 9);
        packet[at + 3] = (byte) (base >> 1);
        packet[at + 4] = (byte) (base << 7 | 0x7f);
        packet[at + 5] = 0x2a;
    }
}
