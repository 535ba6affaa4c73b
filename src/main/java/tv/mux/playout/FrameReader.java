package tv.mux.playout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Splits a coded audio stream into frames, and skips bytes that belong to no frame. Pure. */
public final class FrameReader {
    private final Framing framing;
    private byte[] rest = new byte[0];
    private long skipped;

    public FrameReader(Framing framing) {
        this.framing = framing;
    }

    /**
     * Reads the next piece of the stream.
     *
     * @param piece any number of bytes; a frame may span several pieces
     * @return the frames that are complete with this piece
     */
    public List<byte[]> read(byte[] piece) {
        byte[] bytes = concatenated(rest, piece);
        List<byte[]> frames = new ArrayList<>();
        int position = 0;
        while (position + framing.headerBytes() <= bytes.length) {
            int length = framing.length(bytes, position);
            if (length == Framing.NO_FRAME) {
                position++;
                skipped++;
                continue;
            }
            if (position + length > bytes.length) {
                break;
            }
            frames.add(Arrays.copyOfRange(bytes, position, position + length));
            position += length;
        }
        rest = Arrays.copyOfRange(bytes, position, bytes.length);
        return frames;
    }

    /** The number of bytes skipped so far. */
    public long skipped() {
        return skipped;
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
