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
    void twoNodesWithTheSameSecretAuthenticateEachOther() {
        assertThat(authenticate(handshake(true, "mux", NEW), handshake(false, "mux", NEW)))
                .isTrue();
    }

    @Test
    void aSecretCanBeReplacedOneNodeAfterTheOther() {
        List<List<String>> stages = List.of(List.of(OLD), List.of(OLD, NEW), List.of(NEW, OLD), List.of(NEW));
        for (int i = 1; i < stages.size(); i++) {
            String[] before = stages.get(i - 1).toArray(String[]::new);
            String[] after = stages.get(i).toArray(String[]::new);
            assertThat(authenticate(handshake(true, "mux", before), handshake(false, "mux", after)))
                    .isTrue();
            assertThat(authenticate(handshake(true, "mux", after), handshake(false, "mux", before)))
                    .isTrue();
        }
    }

    @Test
    void aPeerWithAnotherSecretOrClusterNameIsRefused() {
        assertThatThrownBy(() -> authenticate(handshake(true, "mux", OLD), handshake(false, "mux", NEW)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the peer has another CLUSTER_SECRET or another CLUSTER_NAME");
        assertThatThrownBy(() -> authenticate(handshake(true, "mux", NEW), handshake(false, "other", NEW)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aProofIsValidOnOneConnectionAndInOneDirectionOnly() {
        Handshake node = handshake(true, "mux", NEW);
        Handshake acceptor = handshake(false, "mux", NEW);
        byte[] proof = node.received(acceptor.received(node.opening()));
        byte[] answer = acceptor.received(proof);

        // Replay the proof on another connection, then send a proof back to its sender.
        Handshake another = handshake(false, "mux", NEW);
        another.received(node.opening());
        assertThatThrownBy(() -> another.received(proof)).isInstanceOf(RefusedException.class);
        Handshake mirrored = handshake(true, "mux", NEW);
        byte[] mirroredProof = mirrored.received(handshake(false, "mux", OLD).opening());
        assertThatThrownBy(() -> mirrored.received(mirroredProof)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> handshake(true, "mux", NEW).received(answer)).isInstanceOf(RefusedException.class);
    }

    @Test
    void aPeerWithoutTheSecretReceivesNoProof() {
        Handshake node = handshake(false, "mux", NEW);
        Handshake peer = handshake(true, "mux", OLD);
        byte[] challenge = node.received(peer.opening());
        assertThat(challenge)
                .startsWith("MUX1".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .hasSize(36);
        assertThatThrownBy(() -> node.received(peer.received(challenge))).isInstanceOf(RefusedException.class);
        assertThat(node.done()).isFalse();
    }

    private static boolean authenticate(Handshake connects, Handshake accepts) {
        byte[] proof = connects.received(accepts.received(connects.opening()));
        connects.received(accepts.received(proof));
        return connects.done() && accepts.done() && connects.expected() == 0;
    }

    private static Handshake handshake(boolean connects, String cluster, String... secrets) {
        return new Handshake(new Mac(new Secret(List.of(secrets)), "test"), cluster, connects, new SecureRandom());
    }
}
