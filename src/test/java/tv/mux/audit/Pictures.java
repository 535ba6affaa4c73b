package tv.mux.audit;

import java.util.ArrayList;
import java.util.List;

/** Identifies the pictures in a segment. */
public final class Pictures {
    private Pictures() {}

    /** All pictures in decoding order. Fails if a picture belongs to no input. */
    public static List<Frame> of(byte[] segment, FrameBook book) {
        List<Frame> pictures = new ArrayList<>();
        Frame before = null;
        for (long hash : TsReader.read(segment).frames()) {
            before = book.find(hash, before).orElseThrow(() -> new AssertionError("a picture of no input"));
            pictures.add(before);
        }
        return pictures;
    }

    /** A hash of each picture in decoding order. Copying does not change it. */
    public static List<Long> hashes(byte[] segment) {
        return TsReader.read(segment).frames();
    }
}
