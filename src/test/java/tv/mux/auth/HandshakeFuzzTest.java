package tv.mux.auth;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tv.mux.config.Secret;
import tv.mux.fuzz.Fuzz;

/** Fuzz test of the handshake and of request signatures. */
class HandshakeFuzzTest {
    private static final Secret SECRET = new Secret(List.of("the secret of the cluster"));
    private static final String NODE = "http://10.0.0.1:8093";

    @Test
    void changedHandshakesAndSignaturesAreRefused() {
        Mac mac = new Mac(SECRET, "test");
        Fuzz.run("handshake and signature", 20_000, Duration.ofSeconds(1), random -> {
            handshake(mac, random);
            signature(random);
        });
    }

    /** Runs a handshake in which one message is changed. */
    private static void handshake(Mac mac, Random random) {
        Handshake connects = new Handshake(mac, "mux", true, random);
        Handshake accepts = new Handshake(mac, "mux", false, random);
        int changedMessage = random.nextInt(4);
        try {
            byte[] message = changed(connects.opening(), changedMessage == 0, random);
            message = changed(accepts.received(message), changedMessage == 1, random);
            message = changed(connects.received(message), changedMessage == 2, random);
            message = changed(accepts.received(message), changedMessage == 3, random);
            connects.received(message);
            throw new AssertionError("a changed handshake was accepted: message " + changedMessage);
        } catch (RefusedException e) {
            if (connects.done()) {
                throw new AssertionError("the handshake is complete although a message was refused", e);
            }
        }
    }

    private static byte[] changed(byte[] message, boolean change, Random random) {
        if (!change) {
            return message;
        }
        if (random.nextInt(8) == 0) {
            byte[] other = new byte[random.nextInt(200)];
            random.nextBytes(other);
            return other;
        }
        byte[] other = message.clone();
        other[random.nextInt(other.length)] ^= (byte) (1 + random.nextInt(255));
        return other;
    }

    private static void signature(Random random) {
        RequestVerifier verifier = new RequestVerifier(SECRET, NODE, random, 0);
        RequestSigner signer = new RequestSigner(SECRET, new SecureRandom());
        signer.challenged(NODE, RequestVerifier.SCHEME + " challenge=\"" + verifier.challenge() + "\"");
        String valid = signer.authorization(NODE, "GET", "/log", new byte[0]);
        StringBuilder header = new StringBuilder(valid);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(header.length());
            switch (random.nextInt(3)) {
                case 0 -> header.setCharAt(at, (char) (header.charAt(at) ^ (1 + random.nextInt(127))));
                case 1 -> header.deleteCharAt(at);
                default -> header.insert(at, (char) random.nextInt(300));
            }
        }
        if (header.toString().equals(valid)) {
            return; // the changes cancelled each other
        }
        String unused = signer.authorization(NODE, "GET", "/log", new byte[0]);
        try {
            verifier.verify(header.toString(), "GET", "/log", 1);
            throw new AssertionError("a changed signature was accepted: " + header);
        } catch (RefusedException | RequestVerifier.OutdatedException e) {
            verifier.verify(unused, "GET", "/log", 1);
        }
    }
}
