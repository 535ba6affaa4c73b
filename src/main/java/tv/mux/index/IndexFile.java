package tv.mux.index;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Encodes and decodes {@code log.json}. The first line is the index as JSON, and the second line is the checksum of the
 * first. Release 0.3 reads the first line only, and writes no second line. Pure.
 */
public final class IndexFile {
    private static final Pattern CHECKSUM = Pattern.compile("\\{\"crc32c\":\"([0-9a-f]{8})\"\\}\n?");

    private IndexFile() {}

    /** The content of the file is invalid. The fault is part of the name of the file that is set aside. */
    public static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1;

        private final String fault;

        public InvalidException(String fault, String message) {
            super(message, null, false, false);
            this.fault = fault;
        }

        /** {@code damaged}, or {@code wrong} if the checksum is valid or missing. */
        public String fault() {
            return fault;
        }
    }

    /** The content of the file for an index. */
    public static byte[] encode(StreamIndex index) {
        String line = IndexJson.text(index) + "\n";
        return (line + "{\"crc32c\":\"" + crc32c(line.getBytes(StandardCharsets.UTF_8)) + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The index in a file.
     *
     * @param bytes content of the file
     * @throws InvalidException if the checksum or the index is invalid
     * @throws LaterFormatException if a later release wrote the file
     */
    public static StreamIndex decode(byte[] bytes) throws InvalidException {
        String text = text(bytes);
        int end = text.indexOf('\n') + 1;
        String line = text.substring(0, end);
        Matcher checksum = CHECKSUM.matcher(text).region(end, text.length());
        boolean hasChecksum = checksum.matches();
        if (hasChecksum && !checksum.group(1).equals(crc32c(line.getBytes(StandardCharsets.UTF_8)))) {
            throw new InvalidException("damaged", "its checksum does not match its content");
        }
        try {
            return IndexJson.index(hasChecksum ? line : text);
        } catch (IllegalArgumentException e) {
            throw new InvalidException("wrong", e.getMessage());
        }
    }

    private static String text(byte[] bytes) throws InvalidException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidException("damaged", "it is not UTF-8 text");
        }
    }

    private static String crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
