//! `parking_lot`: locks are what is behind them, as std's are.

use parking_lot::{Mutex, RwLock};

use super::forward::forward;

forward! {
    [T] Mutex<T>, |this, each| Mutex::new(each(&this.lock())), |inner| inner;
    [T] RwLock<T>, |this, each| RwLock::new(each(&this.read())), |inner| inner;
}
