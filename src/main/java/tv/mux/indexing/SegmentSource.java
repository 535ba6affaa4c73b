package tv.mux.indexing;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.nio.file.Path;
import tv.mux.model.Segment;

/** Access to the content of published segments, on disk or on other nodes. */
public interface SegmentSource {

    /**
     * Reads a segment of a rendition. Does not block. Fails within a time limit if no node has the segment, or if its
     * content is not the published one.
     *
     * @return the content in direct memory, which the caller must release
     */
    Future<ByteBuf> read(Segment segment, int rendition);

    /** The verified file of a segment on this node's disk. Does not block. Fails if the file is missing or damaged. */
    Future<Path> file(Segment segment, int rendition);
}
