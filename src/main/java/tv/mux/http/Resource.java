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

/** Something that players fetch. */
sealed interface Resource {

    /** A playlist that has nothing to list yet. */
    record NotYet() implements Resource {}

    /**
     * One version of a playlist, as it is and compressed: two representations, so two tags (RFC 9110 §8.8.3.3).
     *
     * @param plain its bytes
     * @param gzip the same, compressed
     * @param plainTag the tag of the one
     * @param gzipTag the tag of the other
     */
    record Playlist(Buffer plain, Buffer gzip, String plainTag, String gzipTag) implements Resource {

        /** The playlist with this text. */
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
     * A segment of a rendition. Its name never names other bytes, so it is the tag too.
     *
     * @param tag its entity tag
     * @param length in bytes
     * @param memory its bytes; null when they are to be read where they lie
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
