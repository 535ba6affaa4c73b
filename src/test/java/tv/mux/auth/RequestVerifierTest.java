package tv.mux.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.mux.config.Secret;

class RequestVerifierTest {
    private static final String NODE = "http://10.0.0.1:8093";
    private static final Secret SECRET = new Secret(List.of("the secret of the cluster"));
    private static final byte[] BODY = {1, 2, 3};

    private final RequestVerifier verifier = new RequestVerifier(SECRET, NODE, new SecureRandom(), 0);
    private final RequestSigner signer = new RequestSigner(SECRET, new SecureRandom());

    @Test
    void theFirstRequestReceivesAChallengeAndTheNextIsAccepted() {
        assertThatThrownBy(() -> verifier.verify(signed("POST", "/copies?from=a"), "POST", "/copies?from=a", 1))
                .isInstanceOf(RequestVerifier.OutdatedException.class);
        updateChallenge();
        String digest = verifier.verify(signed("POST", "/copies?from=a"), "POST", "/copies?from=a", 2);
        assertThat(RequestVerifier.matches(digest, BODY)).isTrue();
        assertThat(RequestVerifier.matches(digest, new byte[] {1, 2, 4})).isFalse();
    }

    @Test
    void aRequestWithoutAValidSignatureIsRefused() {
        updateChallenge();
        String signed = signed("GET", "/log");
        assertRefused(null, "GET", "/log", "the request is not signed");
        assertRefused("Basic YTpi", "GET", "/log", "the signature has no valid form");
        assertRefused(signed + " x", "GET", "/log", "the signature has no valid form");
        assertRefused(
                signed, "GET", "/log?x", "the signature was made with another CLUSTER_SECRET or for another request");
        assertRefused(
                signed, "POST", "/log", "the signature was made with another CLUSTER_SECRET or for another request");
        String other = new RequestSigner(SECRET, new SecureRandom())
                .authorization("http://10.0.0.2:8093", "GET", "/log", BODY);
        assertRefused(
                other, "GET", "/log", "the signature was made with another CLUSTER_SECRET or for another request");
        verifier.verify(signed, "GET", "/log", 1);
        assertRefused(signed, "GET", "/log", "the request is a repetition of an earlier request");
    }

    @Test
    void aChallengeIsValidForALimitedTimeOfTheVerifiersClock() {
        updateChallenge();
        long almost = RequestVerifier.RENEW_AFTER.toMillis() - 1;
        verifier.verify(signed("GET", "/log"), "GET", "/log", almost);
        verifier.verify(signed("GET", "/log"), "GET", "/log", almost + 1);
        String old = signed("GET", "/log");
        assertThatThrownBy(() -> verifier.verify(old, "GET", "/log", 3 * almost + 3))
                .isInstanceOf(RequestVerifier.OutdatedException.class);
        updateChallenge();
        verifier.verify(signed("GET", "/log"), "GET", "/log", 3 * almost + 4);
    }

    @Test
    void aReplayIsRefusedAfterAnyNumberOfRequests() {
        updateChallenge();
        String first = signed("GET", "/log");
        verifier.verify(first, "GET", "/log", 1);
        for (int i = 0; i < 2 * RequestVerifier.MAX_NONCES + 1; i++) {
            verifier.verify(signed("GET", "/log"), "GET", "/log", 1);
            updateChallenge();
        }
        assertThatThrownBy(() -> verifier.verify(first, "GET", "/log", 1)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aRequestSignedWithEitherSecretIsAccepted() {
        Secret both =
                new Secret(List.of("another secret entirely", SECRET.values().get(0)));
        RequestVerifier next = new RequestVerifier(both, NODE, new SecureRandom(), 0);
        signer.challenged(NODE, RequestVerifier.SCHEME + " challenge=\"" + next.challenge() + "\"");
        assertThat(next.verify(signed("GET", "/log"), "GET", "/log", 1)).hasSize(43);
    }

    private void updateChallenge() {
        assertThat(signer.challenged(NODE, RequestVerifier.SCHEME + " nextnonce=\"" + verifier.challenge() + "\""))
                .isTrue();
    }

    private String signed(String method, String target) {
        return signer.authorization(NODE, method, target, BODY);
    }

    private void assertRefused(String authorization, String method, String target, String reason) {
        assertThatThrownBy(() -> verifier.verify(authorization, method, target, 1))
                .isInstanceOf(RefusedException.class)
                .hasMessage(reason);
    }
}
