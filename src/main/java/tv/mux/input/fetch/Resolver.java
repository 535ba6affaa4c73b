package tv.mux.input.fetch;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tv.mux.input.address.AddressRule;
import tv.mux.input.address.PublicHosts;
import tv.mux.input.address.SpecialPurposeAddress;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus;

/**
 * Chooses the IP address to connect to: the first one that {@link AddressRule} allows. Keeps the choice for each host
 * and port, so Mux connects to the address that was checked even if the name server changes its answer.
 */
final class Resolver {
    private final WorkerExecutor worker;
    private final AddressRule rule;
    private final PublicHosts publicHosts;
    private final Url head;
    private final long limitMs;
    private final Map<String, InetAddress> chosen = new HashMap<>();
    private final Map<String, InetAddress> failed = new HashMap<>();

    Resolver(WorkerExecutor worker, AddressRule rule, PublicHosts publicHosts, Url head, long limitMs) {
        this.worker = worker;
        this.rule = rule;
        this.publicHosts = publicHosts;
        this.head = head;
        this.limitMs = limitMs;
    }

    /** Returns the IP address for a URL. Fails with FORBIDDEN if none is allowed, with UNREACHABLE if none exists. */
    Future<InetAddress> resolve(Url url) {
        InetAddress known = chosen.get(url.origin());
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return worker.executeBlocking(() -> List.of(InetAddress.getAllByName(url.host())), false)
                .timeout(limitMs, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new InputException(
                        RunStatus.Cause.UNREACHABLE, url + ": host name " + url.host() + " cannot be resolved")))
                .map(addresses -> {
                    InetAddress address = allowed(url, addresses);
                    chosen.put(url.origin(), address);
                    return address;
                });
    }

    /** Discards the chosen address after a failed connection. The next choice is the host's next address, if any. */
    void connectFailed(Url url) {
        InetAddress address = chosen.remove(url.origin());
        if (address != null) {
            failed.put(url.origin(), address);
        }
    }

    /** Chooses the address to connect to. Throws InputException FORBIDDEN if none is allowed. */
    InetAddress allowed(Url url, List<InetAddress> addresses) {
        if (url.host().equals(head.host())
                && addresses.stream().anyMatch(address -> SpecialPurposeAddress.typeOf(address)
                        .isEmpty())) {
            publicHosts.add(head.host());
        }
        boolean wasPublic = publicHosts.has(head.host());
        List<InetAddress> allowed = addresses.stream()
                .filter(address -> rule.refusal(head, wasPublic, url, address).isEmpty())
                .toList();
        if (allowed.isEmpty()) {
            throw new InputException(
                    RunStatus.Cause.FORBIDDEN,
                    rule.refusal(head, wasPublic, url, addresses.get(0)).orElse(url + " is not fetched"));
        }
        return nextAfter(failed.get(url.origin()), allowed);
    }

    /** Returns the address after the failed one, in a circle, or the first address if {@code failed} is null. */
    static InetAddress nextAfter(InetAddress failed, List<InetAddress> allowed) {
        if (failed == null) { // on Java 25, List.of(...).indexOf(null) throws
            return allowed.get(0);
        }
        return allowed.get((allowed.indexOf(failed) + 1) % allowed.size());
    }
}
