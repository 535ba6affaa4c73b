package tv.mux.ts;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import tv.mux.media.Adts;
import tv.mux.media.Stamp;
import tv.mux.media.StreamKind;

/** Gathers an audio track from its packets: the stamps of its PES packets, and how long the last of them goes on. */
final class AudioReader {
    private final Program.Stream stream;
    private final Stamps stamps = new Stamps();
    /** The packet that the latest PES packet begins in. */
    private int latestAt;

    AudioReader(Program.Stream stream) {
        this.stream = stream;
    }

    /** Takes the track's next packet. */
    void packet(byte[] bytes, int at) {
        if (stamped(bytes, at) && stamps.add(Pes.read(bytes, Pes.stampAt(Packet.payload(bytes, at), 0)))) {
            latestAt = at;
        }
    }

    /** What came; empty when that was nothing with a stamp. */
    Optional<Track> track(byte[] bytes) {
        if (stamps.isEmpty()) {
            return Optional.empty();
        }
        List<Long> shown = stamps.inOrder();
        long latest = shown.get(shown.size() - 1);
        Optional<Adts> frames = stream.kind() == StreamKind.AAC ? Adts.count(latestPayload(bytes)) : Optional.empty();
        return Optional.of(new Track(
                stream.pid(),
                stream.type(),
                shown.get(0),
                frames.map(adts -> Stamp.plus(latest, adts.ticksToLast())).orElse(latest),
                frames.map(Adts::lastTicks).orElseGet(stamps::step),
                shown,
                List.of(),
                frames.map(Adts::codec).orElse(stream.kind().word),
                false,
                null));
    }

    /** The elementary stream's bytes from the latest PES packet up to the next that has a stamp. */
    private byte[] latestPayload(byte[] bytes) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (int at = latestAt; at < bytes.length; at += Packet.BYTES) {
            if (Packet.pid(bytes, at) != stream.pid()) {
                continue;
            }
            if (at > latestAt && stamped(bytes, at)) {
                break;
            }
            int from = Packet.payload(bytes, at);
            int end = at + Packet.BYTES;
            boolean starts = Packet.starts(bytes, at) && Pes.starts(bytes, from, end);
            int begin = starts ? Pes.payload(bytes, from, end) : from;
            payload.write(bytes, begin, end - begin);
        }
        return payload.toByteArray();
    }

    private static boolean stamped(byte[] bytes, int at) {
        int payload = Packet.payload(bytes, at);
        return Packet.starts(bytes, at)
                && Pes.starts(bytes, payload, at + Packet.BYTES)
                && Pes.stamps(bytes, payload) > 0;
    }
}
