package tv.mux.demo;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits the transport stream of one H.264 program into segments of a fixed number of pictures (ISO/IEC 13818-1). Each
 * begins with PAT, PMT and a key frame; the counters of all packet ids run on from segment to segment. Not thread-safe.
 */
final class TsSplitter {
    static final int PACKET = 188;
    private static final int PAT = 0;
    private static final int SDT = 0x11;
    private static final int NONE = -1;
    private static final int H264 = 0x1b;

    private final int framesPerSegment;
    private byte[] pat;
    private byte[] pmt;
    private int pmtPid = NONE;
    private int videoPid = NONE;
    private int tables;
    private int frames;
    private Buffer open;

    TsSplitter(int framesPerSegment) {
        this.framesPerSegment = framesPerSegment;
    }

    /** Takes the next packet, 188 bytes; gives the segment that it ends, if it does. */
    Optional<Buffer> feed(byte[] packet) {
        if (packet[0] != 0x47) {
            throw new IllegalArgumentException("not a transport stream packet: begins with " + (packet[0] & 0xff));
        }
        int pid = u16(packet, 1) & 0x1fff;
        if (pid == PAT) {
            pat = packet.clone();
            pmtPid = u16(packet, section(packet) + 8 + 2) & 0x1fff;
            return Optional.empty();
        }
        if (pid == pmtPid) {
            pmt = packet.clone();
            videoPid = videoPid(packet);
            return Optional.empty();
        }
        if (pid == SDT || pat == null || pmt == null) {
            return Optional.empty();
        }
        Optional<Buffer> finished = Optional.empty();
        boolean frame = pid == videoPid && (packet[1] & 0x40) != 0;
        if (frame && frames >= framesPerSegment && randomAccess(packet)) {
            finished = Optional.of(open);
            open = null;
            frames = 0;
        }
        if (open == null) {
            open = Buffer.buffer().appendBytes(table(pat)).appendBytes(table(pmt));
            tables++;
        }
        open.appendBytes(packet);
        frames += frame ? 1 : 0;
        return finished;
    }

    /** A table's packet with its next continuity counter: once in each segment. */
    private byte[] table(byte[] packet) {
        byte[] next = packet.clone();
        next[3] = (byte) ((next[3] & 0xf0) | (tables & 0x0f));
        return next;
    }

    private static boolean randomAccess(byte[] packet) {
        return (packet[3] & 0x20) != 0 && packet[4] != 0 && (packet[5] & 0x40) != 0;
    }

    private static int videoPid(byte[] packet) {
        int section = section(packet);
        int end = section + 3 + (u16(packet, section + 1) & 0x0fff) - 4;
        int at = section + 12 + (u16(packet, section + 10) & 0x0fff);
        while (at + 5 <= Math.min(end, PACKET)) {
            if (packet[at] == H264) {
                return u16(packet, at + 1) & 0x1fff;
            }
            at += 5 + (u16(packet, at + 3) & 0x0fff);
        }
        throw new IllegalArgumentException("no H.264 in the program map: " + Arrays.toString(packet));
    }

    /** Where the section of a table's packet begins: behind adaptation field and pointer. */
    private static int section(byte[] packet) {
        int payload = 4 + ((packet[3] & 0x20) == 0 ? 0 : 1 + (packet[4] & 0xff));
        return payload + 1 + (packet[payload] & 0xff);
    }

    private static int u16(byte[] packet, int at) {
        return (packet[at] & 0xff) << 8 | (packet[at + 1] & 0xff);
    }
}
