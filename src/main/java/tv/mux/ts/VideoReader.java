package tv.mux.ts;

import java.util.List;
import java.util.Optional;
import tv.mux.media.PictureScan;

/** Reads a video track from its packets: the PTS of each frame, and which frames are key frames. */
final class VideoReader {
    private final Program.Stream stream;
    private final PictureScan scan;
    private final Stamps stamps = new Stamps();
    private final Stamps keys = new Stamps();
    private long currentStamp;
    private boolean isFirstFrame;
    private boolean isKeyFrame;
    private boolean scanning;
    private boolean keyFirst;

    VideoReader(Program.Stream stream) {
        this.stream = stream;
        this.scan = new PictureScan(stream.kind());
    }

    /** Processes the next packet of the track. */
    void packet(byte[] bytes, int at) {
        int end = at + Packet.BYTES;
        int from = Packet.payloadOffset(bytes, at);
        if (Packet.startsPayloadUnit(bytes, at)) {
            scanning = false;
            boolean hasStamp = Pes.isAt(bytes, from, end) && Pes.stampCount(bytes, from) > 0;
            if (!hasStamp) {
                return;
            }
            startFrame(Pes.readStamp(bytes, Pes.stampOffset(from, 0)), Packet.randomAccess(bytes, at));
            from = Pes.payloadOffset(bytes, from, end);
        }
        if (scanning) {
            PictureScan.Result result = scan.scan(bytes, from, end);
            scanning = result == PictureScan.Result.UNKNOWN;
            if (result == PictureScan.Result.KEY_FRAME) {
                markKeyFrame();
            }
        }
    }

    /** Returns the track; empty if no frame had a PTS. */
    Optional<Track> track() {
        if (stamps.isEmpty()) {
            return Optional.empty();
        }
        List<Long> inDisplayOrder = stamps.inDisplayOrder();
        return Optional.of(new Track(
                stream.pid(),
                stream.type(),
                inDisplayOrder.get(0),
                inDisplayOrder.get(inDisplayOrder.size() - 1),
                stamps.medianStep(),
                inDisplayOrder,
                keys.inDisplayOrder(),
                scan.codec(),
                keyFirst,
                scan.sps()));
    }

    private void startFrame(long stamp, boolean randomAccess) {
        isFirstFrame = stamps.isEmpty();
        stamps.add(stamp);
        currentStamp = stamp;
        isKeyFrame = false;
        if (randomAccess) {
            markKeyFrame();
        }
        scan.restart();
        scanning = scan.detectsKeyFrames() && (!isKeyFrame || scan.needsParameterSet());
    }

    private void markKeyFrame() {
        if (!isKeyFrame) {
            isKeyFrame = true;
            keys.add(currentStamp);
            keyFirst |= isFirstFrame;
        }
    }
}
