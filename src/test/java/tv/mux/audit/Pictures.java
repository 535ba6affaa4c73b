package tv.mux.audit;

import java.util.ArrayList;
import java.util.List;

/** Which pictures of an input a segment shows. */
public final class Pictures {
    private Pictures() {}

    /** All of them in the order of coding; fails on one that no input ever showed. */
    public static List<Frame> of(byte[] segment, FrameBook book) {
        List<Frame> pictures = new ArrayList<>();
        Frame before = null;
        for (long hash : TsReader.read(segment).frames()) {
            before = book.find(hash, before).orElseThrow(() -> new AssertionError("a picture that no input showed"));
            pictures.add(before);
        }
        return pictures;
    }

    /** What tells each picture from others, in the order of coding; copying leaves it as it is. */
    public static List<Long> hashes(byte[] segment) {
        return TsReader.read(segment).frames();
    }
}
