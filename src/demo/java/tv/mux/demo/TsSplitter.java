package tv.mux.demo;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits a transport stream with one H.264 program into segments with a fixed number of pictures (ISO/IEC 13818-1).
 * Each segment begins with PAT, PMT and a key frame. The continuity counters of all PIDs continue from segment to
 * segment. Not thread-safe.
 */
final class TsSplitter {
    static final int PACKET = 188;
    private static final int PAT_PID = 0;
    private static final int SDT_PID = 0x11;
    private static final int NONE = -1;
    private static final int H264 = 0x1b;

    private final int framesPerSegment;
    private byte[] pat;
    private byte[] pmt;
    private int pmtPid = NONE;
    private int videoPid = NONE;
    private int segments;
    private int frames;
    private Buffer open;

    TsSplitter(int framesPerSegment) {
        this.framesPerSegment = framesPerSegment;
    }

    /** Adds the next packet of 188 bytes. Returns the finished segment if the packet begins the next segment. */
    Optional<Buffer> feed(byte[] packet) {
        if (packet[0] != 0x47) {
            throw new IllegalArgumentException(
                    "not a transport stream packet: the first byte is " + (packet[0] & 0xff));
        }
        int pid = u16(packet, 1) & 0x1fff;
        if (pid == PAT_PID) {
            pat = packet.clone();
            pmtPid = u16(packet, section(packet) + 8 + 2) & 0x1fff;
            return Optional.empty();
        }
        if (pid == pmtPid) {
            pmt = packet.clone();
            videoPid = videoPid(packet);
            return Optional.empty();
        }
        if (pid == SDT_PID || pat == null || pmt == null) {
            return Optional.empty();
        }
        Optional<Buffer> finished = Optional.empty();
        boolean frame = pid == videoPid && (packet[1] & 0x40) != 0;
        if (frame && frames >= framesPerSegment && isRandomAccess(packet)) {
            finished = Optional.of(open);
            open = null;
            frames = 0;
        }
        if (open == null) {
            open = Buffer.buffer().appendBytes(table(pat)).appendBytes(table(pmt));
            segments++;
        }
        open.appendBytes(packet);
        frames += frame ? 1 : 0;
        return finished;
    }

    /** A PAT or PMT packet with the next continuity counter. Each table occurs once in each segment. */
    private byte[] table(byte[] packet) {
        byte[] next = packet.clone();
        next[3] = (byte) ((next[3] & 0xf0) | (segments & 0x0f));
        return next;
    }

    private static boolean isRandomAccess(byte[] packet) {
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

    /** Offset of the section in a PAT or PMT packet, after the adaptation field and the pointer field. */
    private static int section(byte[] packet) {
        int payload = 4 + ((packet[3] & 0x20) == 0 ? 0 : 1 + (packet[4] & 0xff));
        return payload + 1 + (packet[payload] & 0xff);
    }

    private static int u16(byte[] packet, int at) {
        return (packet[at] & 0xff) << 8 | (packet[at + 1] & 0xff);
    }
}
