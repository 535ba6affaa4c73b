package tv.mux.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.config.Secret;

class HandshakeTest {
    private static final String OLD = "the old secret of the cluster";
    private static final String NEW = "the new secret of the cluster";

    @Test
    void bothSidesProveTheSecret() {
        assertThat(meet(of(true, "mux", NEW), of(false, "mux", NEW))).isTrue();
    }

    @Test
    void secretsAreReplacedOneNodeAfterTheOther() {
        List<List<String>> stages = List.of(List.of(OLD), List.of(OLD, NEW), List.of(NEW, OLD), List.of(NEW));
        for (int i = 1; i < stages.size(); i++) {
            String[] before = stages.get(i - 1).toArray(String[]::new);
            String[] after = stages.get(i).toArray(String[]::new);
            assertThat(meet(of(true, "mux", before), of(false, "mux", after))).isTrue();
            assertThat(meet(of(true, "mux", after), of(false, "mux", before))).isTrue();
        }
    }

    @Test
    void anotherSecretOrClusterIsRefused() {
        assertThatThrownBy(() -> meet(of(true, "mux", OLD), of(false, "mux", NEW)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the peer has another CLUSTER_SECRET or another CLUSTER_NAME");
        assertThatThrownBy(() -> meet(of(true, "mux", NEW), of(false, "other", NEW)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void whoAcceptsIsProvedTooAndWhatWasOverheardIsWorthNothing() {
        Handshake node = of(true, "mux", NEW);
        Handshake honest = of(false, "mux", NEW);
        byte[] proof = node.received(honest.received(node.opening()));
        byte[] answer = honest.received(proof);

        // Sent again on another connection, or sent back.
        Handshake another = of(false, "mux", NEW);
        another.received(node.opening());
        assertThatThrownBy(() -> another.received(proof)).isInstanceOf(RefusedException.class);
        Handshake mirrored = of(true, "mux", NEW);
        byte[] mirroredProof = mirrored.received(of(false, "mux", OLD).opening());
        assertThatThrownBy(() -> mirrored.received(mirroredProof)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> of(true, "mux", NEW).received(answer)).isInstanceOf(RefusedException.class);
    }

    @Test
    void aStrangerGetsNothingToGuessFrom() {
        Handshake node = of(false, "mux", NEW);
        Handshake stranger = of(true, "mux", OLD);
        byte[] challenge = node.received(stranger.opening());
        assertThat(challenge)
                .startsWith("MUX1".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .hasSize(36);
        assertThatThrownBy(() -> node.received(stranger.received(challenge))).isInstanceOf(RefusedException.class);
        assertThat(node.done()).isFalse();
    }

    private static boolean meet(Handshake connects, Handshake accepts) {
        byte[] proof = connects.received(accepts.received(connects.opening()));
        connects.received(accepts.received(proof));
        return connects.done() && accepts.done() && connects.expected() == 0;
    }

    private static Handshake of(boolean connects, String cluster, String... secrets) {
        return new Handshake(new Mac(new Secret(List.of(secrets)), "test"), cluster, connects, new SecureRandom());
    }
}
