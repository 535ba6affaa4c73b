package tv.mux.indexing;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.nio.file.Path;
import tv.mux.model.Segment;

/** Where a node has the bytes of published segments from. */
public interface SegmentSource {

    /**
     * Reads a whole segment of a rendition; never blocks. Fails within bounds where nobody has it, or what they have is
     * not what was published.
     *
     * @return its bytes in direct memory, to be released by the caller
     */
    Future<ByteBuf> read(Segment segment, int rendition);

    /** Where its file lies on this node's disk; never blocks. Fails within bounds where there is none of its length. */
    Future<Path> file(Segment segment, int rendition);
}
