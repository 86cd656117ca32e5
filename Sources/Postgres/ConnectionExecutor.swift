// A thread for one connection. libpq blocks, and Swift's own pool has only as many threads as there
// are processors: a connection must never hold one of those.

import Dispatch
import Foundation
import Glibc

/// Runs the jobs of one actor on a thread of its own, in the order they come.
final class ConnectionExecutor: SerialExecutor {
  private let jobs: JobQueue
  private let thread: pthread_t?

  /// Starts the thread, named for those who look at the process from outside (15 bytes at most).
  init(name: String) {
    jobs = JobQueue(name: name)
    thread = Self.startThread(jobs)
    if thread == nil { jobs.stop() }
  }

  deinit {
    // The thread may be this one, letting go of the actor's last job: it cannot wait for itself.
    if jobs.stop(), let thread { pthread_detach(thread) }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // The closure keeps the executor alive for as long as the job runs.
    let run: @Sendable () -> Void = { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    if !jobs.append(run) { JobQueue.afterTheEnd.async(execute: run) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Ends the thread after the jobs that wait, and returns when it has ended. Blocks.
  func stopAndJoin() {
    if jobs.stop(), let thread { pthread_join(thread, nil) }
  }

  private static func startThread(_ jobs: JobQueue) -> pthread_t? {
    withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { attributes in
      guard let attributes = attributes.baseAddress, pthread_attr_init(attributes) == 0
      else { return nil }
      defer { pthread_attr_destroy(attributes) }
      // The bodies of transactions run here, so it is not the smallest stack there can be.
      pthread_attr_setstacksize(attributes, 2 << 20)
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(jobs)
      guard pthread_create(&thread, attributes, runJobs, argument.toOpaque()) == 0 else {
        argument.release()
        return nil
      }
      return thread
    }
  }
}

/// What a connection's thread does, from beginning to end.
private func runJobs(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let jobs = Unmanaged<JobQueue>.fromOpaque(argument).takeRetainedValue()
  Thread.current.name = jobs.name
  while let job = jobs.next() { job() }
  return nil
}

/// The jobs that wait for a connection's thread.
// @unchecked: everything that changes is touched under the condition's lock alone.
private final class JobQueue: @unchecked Sendable {
  /// Runs what still comes after the thread has ended; all of it finds the connection closed.
  static let afterTheEnd = DispatchQueue(label: "postgres-closed")

  let name: String
  private let condition = NSCondition()
  private var waiting: [@Sendable () -> Void] = []
  private var hasStopped = false

  init(name: String) { self.name = String(name.prefix(15)) }

  /// False when the thread has been told to end.
  func append(_ job: @escaping @Sendable () -> Void) -> Bool {
    condition.withLock {
      if hasStopped { return false }
      waiting.append(job)
      condition.signal()
      return true
    }
  }

  /// Waits for the next job; nil when there will be none.
  func next() -> (@Sendable () -> Void)? {
    condition.withLock {
      while waiting.isEmpty && !hasStopped { condition.wait() }
      return waiting.isEmpty ? nil : waiting.removeFirst()
    }
  }

  /// Takes no more jobs. False when that was so already.
  @discardableResult
  func stop() -> Bool {
    condition.withLock {
      defer { condition.signal() }
      if hasStopped { return false }
      hasStopped = true
      return true
    }
  }
}
