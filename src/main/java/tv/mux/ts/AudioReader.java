package tv.mux.ts;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import tv.mux.media.Adts;
import tv.mux.media.Stamp;
import tv.mux.media.StreamKind;

/** Reads an audio track from its packets: the PTS of each PES packet, and the duration of the last one. */
final class AudioReader {
    private final Program.Stream stream;
    private final Stamps stamps = new Stamps();
    /** Offset of the packet in which the PES packet with the latest PTS begins. */
    private int latestOffset;

    AudioReader(Program.Stream stream) {
        this.stream = stream;
    }

    /** Processes the next packet of the track. */
    void packet(byte[] bytes, int at) {
        if (hasStamp(bytes, at)
                && stamps.add(Pes.readStamp(bytes, Pes.stampOffset(Packet.payloadOffset(bytes, at), 0)))) {
            latestOffset = at;
        }
    }

    /** Returns the track; empty if no PES packet had a PTS. */
    Optional<Track> track(byte[] bytes) {
        if (stamps.isEmpty()) {
            return Optional.empty();
        }
        List<Long> inDisplayOrder = stamps.inDisplayOrder();
        long latest = inDisplayOrder.get(inDisplayOrder.size() - 1);
        Optional<Adts> frames = stream.kind() == StreamKind.AAC ? Adts.count(latestPayload(bytes)) : Optional.empty();
        return Optional.of(new Track(
                stream.pid(),
                stream.type(),
                inDisplayOrder.get(0),
                frames.map(adts -> Stamp.plus(latest, adts.ticksToLast())).orElse(latest),
                frames.map(Adts::lastTicks).orElseGet(stamps::medianStep),
                inDisplayOrder,
                List.of(),
                frames.map(Adts::codec).orElse(stream.kind().codecName),
                false,
                null));
    }

    /** Returns the bytes of the elementary stream from the latest PES packet up to the next one with a PTS. */
    private byte[] latestPayload(byte[] bytes) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (int at = latestOffset; at < bytes.length; at += Packet.BYTES) {
            if (Packet.pid(bytes, at) != stream.pid()) {
                continue;
            }
            if (at > latestOffset && hasStamp(bytes, at)) {
                break;
            }
            int from = Packet.payloadOffset(bytes, at);
            int end = at + Packet.BYTES;
            boolean startsPes = Packet.startsPayloadUnit(bytes, at) && Pes.isAt(bytes, from, end);
            int begin = startsPes ? Pes.payloadOffset(bytes, from, end) : from;
            payload.write(bytes, begin, end - begin);
        }
        return payload.toByteArray();
    }

    private static boolean hasStamp(byte[] bytes, int at) {
        int payload = Packet.payloadOffset(bytes, at);
        return Packet.startsPayloadUnit(bytes, at)
                && Pes.isAt(bytes, payload, at + Packet.BYTES)
                && Pes.stampCount(bytes, payload) > 0;
    }
}
