package tv.mux.input.fetch;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus.Cause;
import tv.mux.text.Printable;

/** Decrypts a whole segment that is encrypted with AES-128 in CBC mode with PKCS7 padding (RFC 8216 §5.2). */
final class Decryption {
    /** Size in bytes of a key, and of an initialization vector. */
    static final int BLOCK_BYTES = 16;

    private Decryption() {}

    /**
     * Returns the decrypted bytes.
     *
     * @param iv the initialization vector, 32 hexadecimal digits; empty if it is the media sequence number
     * @throws InputException NOT_HLS if the bytes cannot be decrypted with this key
     */
    static byte[] decrypt(byte[] bytes, byte[] key, String iv, long sequence) {
        byte[] vector = iv.isEmpty()
                ? ByteBuffer.allocate(BLOCK_BYTES).putLong(0).putLong(sequence).array()
                : HexFormat.of().parseHex(iv);
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new InputException(
                    Cause.NOT_HLS, "segment " + sequence + " cannot be decrypted: " + Printable.text(e.getMessage()));
        }
    }
}
