// Runs the tasks of a connection on the event loop that reads its bytes. A request then changes threads only
// where it waits for the database; work that may take long leaves the loop (`AwayFromLoop`).

internal import NIOCore

/// An event loop as the place where tasks run.
final class EventLoopTasks: TaskExecutor {
  private let loop: any EventLoop

  init(_ loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }
}
