package tv.mux.ts;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tv.mux.media.StreamKind;

/** Reads a segment in one pass over its packets, for {@link TsSegment#read}. */
final class SegmentReader {
    private static final byte UNSEEN = -1;

    private final Program program;
    private final Optional<Program.Stream> video;
    private final Optional<Program.Stream> audio;
    private final byte[] firstCounters = new byte[Packet.PIDS];
    private final byte[] lastCounters = new byte[Packet.PIDS];

    private SegmentReader(Program program) {
        this.program = program;
        this.video = program.first(StreamKind.Medium.VIDEO);
        this.audio = program.first(StreamKind.Medium.AUDIO);
        Arrays.fill(firstCounters, UNSEEN);
        Arrays.fill(lastCounters, UNSEEN);
    }

    static TsSegment read(byte[] bytes) {
        if (bytes.length == 0 || bytes.length % Packet.BYTES != 0) {
            throw new TsException("No transport stream: " + bytes.length
                    + " bytes are not a multiple of the packet size of " + Packet.BYTES + " bytes");
        }
        return new SegmentReader(Program.read(bytes)).readPackets(bytes);
    }

    private TsSegment readPackets(byte[] bytes) {
        VideoReader videoReader = video.map(VideoReader::new).orElse(null);
        AudioReader audioReader = audio.map(AudioReader::new).orElse(null);
        int videoPid = video.map(Program.Stream::pid).orElse(-1);
        int audioPid = audio.map(Program.Stream::pid).orElse(-1);
        int mediaOffset = bytes.length;
        for (int at = 0; at < bytes.length; at += Packet.BYTES) {
            Packet.checkSync(bytes, at);
            int pid = Packet.pid(bytes, at);
            recordCounter(bytes, at, pid);
            if (pid == videoPid) {
                videoReader.packet(bytes, at);
            } else if (pid == audioPid) {
                audioReader.packet(bytes, at);
            } else {
                continue;
            }
            mediaOffset = Math.min(mediaOffset, at);
        }
        Optional<Track> videoTrack = video.flatMap(stream -> videoReader.track());
        Optional<Track> audioTrack = audio.flatMap(stream -> audioReader.track(bytes));
        if (videoTrack.isEmpty() && audioTrack.isEmpty()) {
            throw new TsException("Neither audio nor video with a time stamp in " + bytes.length / Packet.BYTES
                    + " transport stream packets; the program contains " + program.streams());
        }
        return new TsSegment(videoTrack, audioTrack, counters(), otherStreams(), mediaOffset > program.tablesOffset());
    }

    private void recordCounter(byte[] bytes, int at, int pid) {
        byte counter = (byte) Packet.continuityCounter(bytes, at);
        if (firstCounters[pid] == UNSEEN && Packet.hasPayload(bytes, at)) {
            firstCounters[pid] = counter;
        }
        lastCounters[pid] = counter;
    }

    private Map<Integer, Counters> counters() {
        Map<Integer, Counters> counters = new TreeMap<>();
        for (int pid = 0; pid < Packet.NULL_PID; pid++) {
            if (lastCounters[pid] != UNSEEN) {
                int first = firstCounters[pid] == UNSEEN ? (lastCounters[pid] + 1) & 15 : firstCounters[pid];
                counters.put(pid, new Counters(first, lastCounters[pid]));
            }
        }
        return counters;
    }

    private List<String> otherStreams() {
        return program.streams().stream()
                .filter(stream -> video.filter(stream::equals).isEmpty()
                        && audio.filter(stream::equals).isEmpty())
                .map(Program.Stream::toString)
                .toList();
    }
}
