package tv.mux.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import tv.mux.indexing.SegmentFiles;
import tv.mux.model.Segment;

/** Something that players can fetch. */
sealed interface Resource {

    /** The playlist before the first segment is published. */
    record EmptyPlaylist() implements Resource {}

    /**
     * One version of a playlist, plain and compressed. The two representations need different entity tags (RFC 9110
     * §8.8.3.3).
     *
     * @param plain the playlist in UTF-8
     * @param gzip the playlist in UTF-8, compressed
     * @param plainTag entity tag of {@code plain}
     * @param gzipTag entity tag of {@code gzip}
     */
    record Playlist(Buffer plain, Buffer gzip, String plainTag, String gzipTag) implements Resource {

        static Playlist of(String text) {
            byte[] plain = text.getBytes(StandardCharsets.UTF_8);
            String tag = EntityTag.of(text);
            return new Playlist(
                    Buffer.buffer(plain),
                    Buffer.buffer(compressed(plain)),
                    tag,
                    EntityTag.quoted(tag.substring(1, tag.length() - 1) + "-gzip"));
        }

        private static byte[] compressed(byte[] plain) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(plain);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }
    }

    /**
     * A segment of one rendition. Its name is its entity tag, since a segment never changes.
     *
     * @param length length in bytes
     * @param memory the segment's bytes; null if they are not in memory
     */
    record Media(String tag, long length, ByteBuf memory, Segment segment, int rendition) implements Resource {

        static Media of(Segment segment, int rendition, ByteBuf memory) {
            String name = SegmentFiles.name(segment, rendition);
            return new Media(
                    EntityTag.quoted(name.substring(0, name.length() - ".ts".length())),
                    segment.bytes().get(rendition),
                    memory,
                    segment,
                    rendition);
        }
    }
}
