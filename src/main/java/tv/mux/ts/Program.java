package tv.mux.ts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tv.mux.media.StreamKind;

/**
 * The first program of a segment: the first entry of the PAT, and its PMT (ISO/IEC 13818-1 §2.4.4).
 *
 * @param streams the elementary streams, in the order of the PMT
 * @param tablesOffset the offset of the packet that completes both the PAT and the PMT
 */
record Program(List<Stream> streams, int tablesOffset) {
    private static final int PAT_PID = 0;
    private static final int PAT = 0x00;
    private static final int PMT = 0x02;
    private static final int CRC_BYTES = 4;
    private static final int HEADER_BYTES = 8;

    /** An elementary stream in the PMT. */
    record Stream(int pid, int type, StreamKind kind) {
        @Override
        public String toString() {
            String name = kind == StreamKind.DATA ? "type 0x" + Integer.toHexString(type) : kind.label;
            String medium =
                    switch (kind.medium) {
                        case VIDEO -> "video";
                        case AUDIO -> "audio";
                        case DATA -> "data";
                    };
            return medium + " pid 0x" + Integer.toHexString(pid) + " (" + name + ")";
        }
    }

    /** Reads the PAT and the PMT. Throws {@link TsException} if one of them is missing. */
    static Program read(byte[] bytes) {
        SectionReader pat = new SectionReader(PAT, section -> pmtPid(section) >= 0);
        int patOffset = pat.find(bytes, PAT_PID).orElseThrow(() -> missing("program association table (PAT)", bytes));
        int pmtPid = pmtPid(pat.section());
        SectionReader pmt = new SectionReader(PMT, section -> true);
        int pmtOffset = pmt.find(bytes, pmtPid)
                .orElseThrow(() -> missing("program map table (PMT) on pid 0x" + Integer.toHexString(pmtPid), bytes));
        return new Program(streams(pmt.section()), Math.max(patOffset, pmtOffset));
    }

    /** Returns the first stream of a medium. */
    Optional<Stream> first(StreamKind.Medium medium) {
        return streams.stream().filter(stream -> stream.kind().medium == medium).findFirst();
    }

    private static TsException missing(String table, byte[] bytes) {
        return new TsException("No " + table + " in " + bytes.length / Packet.BYTES + " transport stream packets");
    }

    /** Returns the pid of the first program's PMT, or -1. Program number 0 is the network information table. */
    private static int pmtPid(byte[] pat) {
        for (int at = HEADER_BYTES; at + 4 <= pat.length - CRC_BYTES; at += 4) {
            if (pat[at] != 0 || pat[at + 1] != 0) {
                return thirteenBits(pat, at + 2);
            }
        }
        return -1;
    }

    private static List<Stream> streams(byte[] pmt) {
        List<Stream> streams = new ArrayList<>();
        int end = pmt.length - CRC_BYTES;
        if (end < HEADER_BYTES + 4) {
            return streams;
        }
        int at = HEADER_BYTES + 4 + twelveBits(pmt, HEADER_BYTES + 2);
        while (at + 5 <= end) {
            int descriptors = at + 5;
            int nextEntry = descriptors + twelveBits(pmt, at + 3);
            int type = pmt[at] & 0xff;
            StreamKind kind = StreamKind.of(type, pmt, descriptors, Math.min(nextEntry, end));
            streams.add(new Stream(thirteenBits(pmt, at + 1), type, kind));
            at = nextEntry;
        }
        return streams;
    }

    private static int thirteenBits(byte[] section, int at) {
        return (section[at] & 0x1f) << 8 | (section[at + 1] & 0xff);
    }

    private static int twelveBits(byte[] section, int at) {
        return (section[at] & 0x0f) << 8 | (section[at + 1] & 0xff);
    }
}
