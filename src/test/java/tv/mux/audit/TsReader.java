package tv.mux.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads faults, time stamps, continuity counters and pictures of an MPEG-TS segment (ISO/IEC 13818-1). */
final class TsReader {
    private static final int PACKET = 188;
    private static final int NULL_PID = 0x1fff;
    private static final int SDT = 0x11;

    private final byte[] data;
    private final List<String> faults = new ArrayList<>();
    private final Map<Integer, int[]> counters = new TreeMap<>();
    private final Map<Integer, Pes> pes = new HashMap<>();
    private final List<Integer> order = new ArrayList<>();
    private int pmtPid = -1;
    private int videoPid = -1;
    private int audioPid = -1;
    private Boolean beginsWithKeyFrame;

    private TsReader(byte[] data) {
        this.data = data;
    }

    /** Reads a segment. Errors in it are listed in the result. */
    static TsFacts read(byte[] data) {
        return new TsReader(data).read();
    }

    private TsFacts read() {
        if (data.length == 0 || data.length % PACKET != 0) {
            faults.add("length " + data.length + " is not a multiple of 188");
        }
        for (int at = 0; at + PACKET <= data.length; at += PACKET) {
            if (data[at] != 0x47) {
                faults.add("no sync byte at " + at);
                break;
            }
            packet(at);
        }
        if (order.size() < 2 || order.get(0) != 0 || order.get(1) != pmtPid) {
            faults.add("does not begin with PAT and PMT but with pids " + order);
        }
        if (videoPid < 0 && audioPid < 0) {
            faults.add("has neither H.264 video nor AAC audio");
        }
        if (videoPid >= 0 && !Boolean.TRUE.equals(beginsWithKeyFrame)) {
            faults.add("video does not begin with a key frame");
        }
        Pes video = pes.getOrDefault(videoPid, new Pes());
        Pes audio = pes.getOrDefault(audioPid, new Pes());
        Map<Integer, TsFacts.Counter> ends = new TreeMap<>();
        counters.forEach((pid, pair) -> ends.put(pid, new TsFacts.Counter(pair[0], pair[1])));
        return new TsFacts(faults, ends, video.span(), audio.span(), video.frames());
    }

    private void packet(int at) {
        int pid = u16(at + 1) & 0x1fff;
        boolean start = (data[at + 1] & 0x40) != 0;
        boolean adaptation = (data[at + 3] & 0x20) != 0;
        boolean payload = (data[at + 3] & 0x10) != 0;
        int flags = adaptation && data[at + 4] != 0 ? data[at + 5] : 0;
        int from = at + 4 + (adaptation ? 1 + u8(at + 4) : 0);
        int to = at + PACKET;
        if (order.size() < 2 && pid != SDT) {
            order.add(pid);
        }
        if (payload && pid != NULL_PID) {
            count(pid, data[at + 3] & 15, (flags & 0x80) != 0);
        }
        if (!payload || from >= to) {
            return;
        }
        if (pid == 0 && start && pmtPid < 0) {
            pmtPid = program(from + 1 + u8(from), to);
        } else if (pid == pmtPid && start && videoPid < 0 && audioPid < 0) {
            streams(from + 1 + u8(from), to);
        } else if (pid == videoPid || pid == audioPid) {
            pes.computeIfAbsent(pid, key -> new Pes()).add(data, from, to, start);
            if (pid == videoPid && start && beginsWithKeyFrame == null) {
                beginsWithKeyFrame = (flags & 0x40) != 0 || H264.hasKeyFrame(data, from, to);
            }
        }
    }

    private void count(int pid, int counter, boolean discontinuity) {
        int[] ends = counters.computeIfAbsent(pid, key -> new int[] {counter, counter});
        // A packet may be sent twice with the same counter (§2.4.3.3).
        if (counter != ends[1] && counter != ((ends[1] + 1) & 15) && !discontinuity) {
            faults.add("continuity counter of pid " + pid + " jumps from " + ends[1] + " to " + counter);
        }
        ends[1] = counter;
    }

    private int program(int section, int to) {
        int end = Math.min(to, section + 3 + (u16(section + 1) & 0x0fff) - 4);
        for (int entry = section + 8; entry + 4 <= end; entry += 4) {
            if (u16(entry) != 0) {
                return u16(entry + 2) & 0x1fff;
            }
        }
        return -1;
    }

    private void streams(int section, int to) {
        int end = Math.min(to, section + 3 + (u16(section + 1) & 0x0fff) - 4);
        for (int entry = section + 12 + (u16(section + 10) & 0x0fff); entry + 5 <= end; ) {
            int pid = u16(entry + 1) & 0x1fff;
            if (u8(entry) == 0x1b && videoPid < 0) {
                videoPid = pid;
            } else if (Arrays.asList(0x03, 0x04, 0x0f, 0x11).contains(u8(entry)) && audioPid < 0) {
                audioPid = pid;
            }
            entry += 5 + (u16(entry + 3) & 0x0fff);
        }
    }

    private int u8(int at) {
        return at < data.length ? data[at] & 0xff : 0;
    }

    private int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }
}
