package tv.mux.ts;

import java.util.List;
import java.util.Optional;
import tv.mux.media.PictureScan;

/** Gathers a video track from its packets: every frame's stamp, and which frames are key frames. */
final class VideoReader {
    private final Program.Stream stream;
    private final PictureScan scan;
    private final Stamps stamps = new Stamps();
    private final Stamps keys = new Stamps();
    private long current;
    private boolean firstFrame;
    private boolean key;
    private boolean scanning;
    private boolean keyFirst;

    VideoReader(Program.Stream stream) {
        this.stream = stream;
        this.scan = new PictureScan(stream.kind());
    }

    /** Takes the track's next packet. */
    void packet(byte[] bytes, int at) {
        int end = at + Packet.BYTES;
        int from = Packet.payload(bytes, at);
        if (Packet.starts(bytes, at)) {
            scanning = false;
            boolean stamped = Pes.starts(bytes, from, end) && Pes.stamps(bytes, from) > 0;
            if (!stamped) {
                return;
            }
            start(Pes.read(bytes, Pes.stampAt(from, 0)), Packet.randomAccess(bytes, at));
            from = Pes.payload(bytes, from, end);
        }
        if (scanning) {
            PictureScan.Verdict verdict = scan.scan(bytes, from, end);
            scanning = verdict == PictureScan.Verdict.UNKNOWN;
            if (verdict == PictureScan.Verdict.KEY) {
                key();
            }
        }
    }

    /** What came; empty when that was no frame. */
    Optional<Track> track() {
        if (stamps.isEmpty()) {
            return Optional.empty();
        }
        List<Long> shown = stamps.inOrder();
        return Optional.of(new Track(
                stream.pid(),
                stream.type(),
                shown.get(0),
                shown.get(shown.size() - 1),
                stamps.step(),
                shown,
                keys.inOrder(),
                scan.codec(),
                keyFirst,
                scan.sps()));
    }

    private void start(long stamp, boolean randomAccess) {
        firstFrame = stamps.isEmpty();
        stamps.add(stamp);
        current = stamp;
        key = false;
        if (randomAccess) {
            key();
        }
        scan.restart();
        scanning = scan.canTell() && (!key || scan.wantsMore());
    }

    private void key() {
        if (!key) {
            key = true;
            keys.add(current);
            keyFirst |= firstFrame;
        }
    }
}
