package tv.mux.ts;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import tv.mux.media.Adts;
import tv.mux.media.Stamp;

/**
 * Puts silent AAC frames before the audio of a segment. Fills the gap at a switch if the audio of the earlier run ended
 * before its pictures, because browsers stall at gaps of more than two frames. Pure.
 */
public final class SilentAudio {
    /** Longest gap that is filled: half a second at 48 kHz. */
    private static final int MAX_FRAMES = 25;

    private static final int PES_HEADER_BYTES = 14;
    private static final int AUDIO_STREAM = 0xc0;

    /** A silent frame of AAC-LC with one channel, without its ADTS header. */
    private static final byte[] MONO = {0x00, (byte) 0xc8, 0x00, (byte) 0x80, 0x23, (byte) 0x80};

    /** The same with two channels. */
    private static final byte[] STEREO = {0x21, 0x00, 0x49, (byte) 0x90, 0x02, 0x19, 0x00, 0x23, (byte) 0x80};

    private SilentAudio() {}

    /**
     * Returns the segment with as many silent frames before its audio as fit into a gap. Returns the segment unchanged
     * if none fits, or if its audio is not AAC-LC with one or two channels.
     *
     * @param gap length of the gap, 90 kHz ticks
     */
    public static TsFile fill(TsFile file, long gap) {
        byte[] bytes = file.bytes();
        Optional<Track> audio = file.media().audio().filter(track -> "mp4a.40.2".equals(track.codec()));
        if (audio.isEmpty() || gap <= 0) {
            return file;
        }
        int pid = audio.get().pid();
        for (int at = 0; at + Packet.BYTES <= bytes.length; at += Packet.BYTES) {
            int pes = Packet.payloadOffset(bytes, at);
            if (Packet.pid(bytes, at) == pid
                    && Packet.startsPayloadUnit(bytes, at)
                    && Pes.isAt(bytes, pes, at + Packet.BYTES)) {
                int header = Pes.payloadOffset(bytes, pes, at + Packet.BYTES);
                return header + Adts.HEADER_BYTES > at + Packet.BYTES ? file : fill(file, audio.get(), gap, at, header);
            }
        }
        return file;
    }

    private static TsFile fill(TsFile file, Track audio, long gap, int at, int header) {
        byte[] bytes = file.bytes();
        Optional<Adts.Format> format = Adts.format(bytes, header);
        if (format.isEmpty() || format.get().channels() < 1 || format.get().channels() > 2) {
            return file;
        }
        int rate = format.get().sampleRate();
        long count = Math.min(MAX_FRAMES, gap * rate / (Adts.BLOCK_SAMPLES * Stamp.HZ));
        if (count == 0) {
            return file;
        }
        byte[] frame = frame(
                Arrays.copyOfRange(bytes, header, header + Adts.HEADER_BYTES),
                format.get().channels() == 1 ? MONO : STEREO);
        byte[] pes = new byte[PES_HEADER_BYTES + (int) count * frame.length];
        long stamp = Stamp.plus(audio.first(), -count * Adts.BLOCK_SAMPLES * Stamp.HZ / rate);
        writeHeader(pes, stamp);
        for (int i = 0; i < count; i++) {
            System.arraycopy(frame, 0, pes, PES_HEADER_BYTES + i * frame.length, frame.length);
        }
        byte[] packets = packets(pes, audio.pid(), Packet.continuityCounter(bytes, at));
        ByteArrayOutputStream filled = new ByteArrayOutputStream(bytes.length + packets.length);
        filled.write(bytes, 0, at);
        filled.writeBytes(packets);
        filled.write(bytes, at, bytes.length - at);
        return TsFile.parse(filled.toByteArray());
    }

    /** Returns a silent frame with the format of another frame's ADTS header, and without a checksum. */
    private static byte[] frame(byte[] header, byte[] silence) {
        int length = Adts.HEADER_BYTES + silence.length;
        byte[] frame = Arrays.copyOf(header, length);
        frame[1] |= 1;
        frame[3] = (byte) ((header[3] & 0xc0) | length >> 11);
        frame[4] = (byte) (length >> 3);
        frame[5] = (byte) ((length & 7) << 5 | 0x1f);
        frame[6] = (byte) 0xfc;
        System.arraycopy(silence, 0, frame, Adts.HEADER_BYTES, silence.length);
        return frame;
    }

    private static void writeHeader(byte[] pes, long stamp) {
        int length = pes.length - 6;
        byte[] header = {
            0,
            0,
            1,
            (byte) AUDIO_STREAM,
            (byte) (length >> 8),
            (byte) length,
            (byte) 0x80,
            (byte) 0x80,
            5,
            0x21, // the prefix and the marker bits of the PTS
            0,
            1,
            0,
            1
        };
        System.arraycopy(header, 0, pes, 0, header.length);
        Pes.writeStamp(pes, Pes.stampOffset(0, 0), stamp);
    }

    /** Divides a PES packet into transport stream packets. The one after them has the given continuity counter. */
    private static byte[] packets(byte[] pes, int pid, int nextCounter) {
        int capacity = Packet.BYTES - 4;
        int count = (pes.length + capacity - 1) / capacity;
        byte[] packets = new byte[count * Packet.BYTES];
        for (int i = 0; i < count; i++) {
            int at = i * Packet.BYTES;
            int length = Math.min(capacity, pes.length - i * capacity);
            int stuffing = capacity - length;
            packets[at] = Packet.SYNC;
            packets[at + 1] = (byte) ((i == 0 ? 0x40 : 0) | pid >> 8);
            packets[at + 2] = (byte) pid;
            packets[at + 3] = (byte) ((stuffing > 0 ? 0x30 : 0x10) | ((nextCounter - count + i) & 15));
            if (stuffing > 0) {
                packets[at + 4] = (byte) (stuffing - 1);
                if (stuffing > 1) {
                    Arrays.fill(packets, at + 6, at + 4 + stuffing, (byte) 0xff);
                }
            }
            System.arraycopy(pes, i * capacity, packets, at + 4 + stuffing, length);
        }
        return packets;
    }
}
