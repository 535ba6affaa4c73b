package tv.mux.index;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Encodes and decodes the log file. The first line is the entry as JSON, and the second line is the checksum of the
 * first. Release 0.3 reads the first line only, and writes no second line. Performs no I/O.
 */
public final class IndexFile {
    private static final Pattern SUM = Pattern.compile("\\{\"crc32c\":\"([0-9a-f]{8})\"\\}\n?");

    private IndexFile() {}

    /** The content of a log file is invalid. The kind of fault is a word for the name of the file that is set aside. */
    public static final class WrongException extends Exception {
        private static final long serialVersionUID = 1;

        public final String kind;

        public WrongException(String kind, String message) {
            super(message, null, false, false);
            this.kind = kind;
        }
    }

    /** The content of the log file for an entry. */
    public static byte[] bytes(StreamIndex entry) {
        String line = IndexJson.text(entry) + "\n";
        return (line + "{\"crc32c\":\"" + sum(line.getBytes(StandardCharsets.UTF_8)) + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The entry in a log file.
     *
     * @param bytes content of the file
     * @throws WrongException if the checksum or the entry is invalid
     * @throws LaterFormatException if a later release wrote the file
     */
    public static StreamIndex entry(byte[] bytes) throws WrongException {
        String text = text(bytes);
        int end = text.indexOf('\n') + 1;
        String line = text.substring(0, end);
        Matcher sum = SUM.matcher(text).region(end, text.length());
        boolean summed = sum.matches();
        if (summed && !sum.group(1).equals(sum(line.getBytes(StandardCharsets.UTF_8)))) {
            throw new WrongException("damaged", "its checksum is not that of its bytes");
        }
        try {
            return IndexJson.entry(summed ? line : text);
        } catch (IllegalArgumentException e) {
            throw new WrongException("wrong", e.getMessage());
        }
    }

    private static String text(byte[] bytes) throws WrongException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WrongException("damaged", "it is not UTF-8 text");
        }
    }

    private static String sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
